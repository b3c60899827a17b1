"""Pages of the gates: `rooms` (list, room, attest, sign, history) and `steps` (sequence, opening a phase)."""
