"""Where everything lies in the evidence store. Names are made here and nowhere else."""

from pathlib import Path


def blob_path(root: Path, organisation: str, sha256: str) -> Path:
    """The received file as it came, compressed with zstd."""
    return root / organisation / "blobs" / sha256


def batch_folder(root: Path, organisation: str, kind: str, batch: str) -> Path:
    """The folder of a sealed batch: `facts-NNN.parquet`, `raw-NNN.parquet`, `rejects.parquet`, `manifest.json`."""
    return root / organisation / kind / f"batch={batch}"


def generation_folder(root: Path, organisation: str, kind: str, generation: str) -> Path:
    """The months that one seal wrote anew."""
    return root / organisation / kind / "current" / generation


def month_path(folder: Path, month: str, sha256: str) -> Path:
    """One month of a generation."""
    return folder / f"month={month}" / f"{sha256}.parquet"
