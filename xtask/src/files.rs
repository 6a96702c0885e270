//! Files that are written only when they differ, and stamps that tell whether something changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::error::{Context, Result};

/// Leaves an equal file as it is, with its time, so that what depends on it need not be made again.
pub(crate) fn write_if_changed(path: &Path, content: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == content) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).context(folder.display())?;
    }
    fs::write(path, content).context(path.display())
}

/// Copies a file, unless an equal one is there.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    write_if_changed(to, &fs::read(from).context(from.display())?)
}

/// Removes a file or a folder; that it is not there is as good.
pub(crate) fn remove(path: &Path) -> Result<()> {
    let removed = if path.is_dir() {
        fs::remove_dir_all(path)
    } else if path.exists() {
        fs::remove_file(path)
    } else {
        Ok(())
    };
    removed.context(path.display())
}

/// Path, size and time of a file: what changes when the file does.
pub(crate) fn stamp(path: &Path) -> Result<String> {
    let metadata = fs::metadata(path).context(path.display())?;
    let time = metadata
        .modified()
        .context(path.display())?
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Ok(format!(
        "{} {} {}\n",
        path.display(),
        metadata.len(),
        time.as_nanos()
    ))
}

/// The stamps of all files under these folders and of these files; what is missing counts as empty.
pub(crate) fn stamps(paths: &[PathBuf]) -> Result<String> {
    let mut all = String::new();
    for path in paths {
        for file in files_under(path)? {
            all.push_str(&stamp(&file)?);
        }
    }
    Ok(all)
}

/// All files under a folder, in order; the file itself if it is one.
pub(crate) fn files_under(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(path
            .is_file()
            .then(|| path.to_owned())
            .into_iter()
            .collect());
    }
    let mut entries: Vec<PathBuf> = fs::read_dir(path)
        .context(path.display())?
        .flatten()
        .map(|entry| entry.path())
        .collect();
    entries.sort();
    let mut files = Vec::new();
    for entry in entries {
        files.extend(files_under(&entry)?);
    }
    Ok(files)
}

/// `core.wasm` and `from`: `core.wasm.from`.
pub(crate) fn beside(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}
