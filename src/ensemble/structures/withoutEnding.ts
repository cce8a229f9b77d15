const ending = /\.(pdb\d?|ent|pdbqt|pqr|cif|mmcif|gro|xtc|trr|dcd)(?=#|$)/i

/** A model's name without the ending of its file: `a.pdb` is a, the second of its models `a.pdb#2` is a#2. */
export const withoutEnding = (name: string): string => name.replace(ending, '')
