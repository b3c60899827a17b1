"""Forms of governance: `people` · `committee` (rhythm, meetings, obstacles) · `papers` (board, commitment)."""
