"""Which company a record speaks of. The packages in reading order; each imports only those before it.

names           one name: its dress off, board decorations, other languages and scripts, how much a word tells
records         many names and records as columns, read in many processes
blocking        candidate pairs, without training
comparing       comparison levels of a candidate pair: name, word by word; domain, place; what ranks alike candidates
weighing        levels to match weights in bits, bits to probabilities; trees that choose among the candidates
linking         records against a registry: match, review or no match
deduplicating   pairs, and records among themselves, also added to those of earlier runs
identity        ids that last, their ledger, and what people decided
companies       the lake's companies: its records linked to the register, the rest clustered
relations       former and trading names, parents, recruiters' clients: not identity
learning        learns what lies in `model` (a tool, not a stage)
"""
