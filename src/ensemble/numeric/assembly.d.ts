/** What AssemblyScript calls a whole number of 32 bits; TypeScript has one kind of number. */
declare type i32 = number
