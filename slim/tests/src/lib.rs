//! What the stand-ins have to know: the sources of Cedar, as the main workspace has them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The folder `src` of `cedar-policy-core`, in the version of the main workspace's lock file.
pub fn cedar() -> PathBuf {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml");
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--quiet"])
        .args(["--manifest-path", manifest])
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo");
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("metadata of the main workspace");
    let packages = metadata["packages"].as_array().expect("packages");
    let core = packages
        .iter()
        .find(|package| package["name"] == "cedar-policy-core")
        .expect("cedar-policy-core");
    let manifest = Path::new(core["manifest_path"].as_str().expect("a path"));
    manifest.with_file_name("src")
}

/// The text of each file of Rust, in a folder and those in it.
pub fn sources(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    let text = |path: PathBuf| {
        if path.is_dir() {
            return sources(&path);
        }
        let is_rust = path.extension().is_some_and(|ending| ending == "rs");
        let text = is_rust.then(|| fs::read_to_string(&path).expect("a text"));
        text.into_iter().collect()
    };
    paths.into_iter().flat_map(text).collect()
}

/// The string that a text of Rust begins with, `"…"`, `r"…"` or `r#"…"#`, of such as have no escapes; and what follows.
pub fn literal(text: &str) -> Option<(&str, &str)> {
    if let Some(rest) = text.strip_prefix("r#\"") {
        return rest.split_once("\"#");
    }
    let is_raw = text.starts_with('r');
    let rest = text.strip_prefix('r').unwrap_or(text).strip_prefix('"')?;
    let (string, rest) = rest.split_once('"')?;
    assert!(is_raw || !string.contains('\\'), "an escape: {string}");
    Some((string, rest))
}
