// Plain JSON values, the only thing that commands, events and details are made of.

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };
