"""What falls due by the facts of a programme: `gathering.dues_of` asks practices, registers and the committee."""
