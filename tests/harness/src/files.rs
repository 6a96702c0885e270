//! Files and folders of cases, read strictly: what is wrong with any of them is said, all at once.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::case::{Case, read_case};

/// The one format that is read.
pub const FORMAT: &str = "narrowgate-vectors/1";

/// A divergence that is known, with its reason.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// Name of the file beside `exceptions.json`.
    pub file: String,
    /// The case.
    pub id: String,
    /// The artifact that diverges.
    pub artifact: String,
    /// Why it does.
    pub reason: String,
}

/// All that stands in the files and folders named, folders searched to the bottom.
///
/// # Errors
///
/// Every mistake in them, one sentence each: a file of another format, an unknown kind or member,
/// an id that stands twice, no case at all.
pub fn read(paths: &[PathBuf]) -> Result<(Vec<Case>, Vec<Exception>), Vec<String>> {
    let (mut cases, mut exceptions, mut mistakes) = (Vec::new(), Vec::new(), Vec::new());
    let mut files = BTreeSet::new();
    for path in paths {
        if let Err(error) = find(path, true, &mut files) {
            mistakes.push(format!("{}: {error}", path.display()));
        }
    }
    let mut folders = BTreeSet::new();
    for file in &files {
        match read_file(file, &mut mistakes) {
            Ok(found) => cases.extend(found),
            Err(mistake) => mistakes.push(format!("{}: {mistake}", file.display())),
        }
        folders.insert(file.parent().unwrap_or(Path::new(".")));
    }
    for folder in folders {
        let list = folder.join(EXCEPTIONS);
        if !list.exists() {
            continue;
        }
        match parse::<Vec<Exception>>(&list) {
            Ok(found) => exceptions.extend(found.into_iter().map(|exception| Exception {
                file: folder.join(&exception.file).display().to_string(),
                ..exception
            })),
            Err(mistake) => mistakes.push(format!("{}: {mistake}", list.display())),
        }
    }
    // An entry about a case that is gone is stale; one about a file that was not asked for is not.
    exceptions.retain(|exception| {
        files.contains(Path::new(&exception.file)) || !Path::new(&exception.file).exists()
    });
    for exception in &exceptions {
        if !cases
            .iter()
            .any(|case| case.file == exception.file && case.id == exception.id)
        {
            mistakes.push(format!(
                "{EXCEPTIONS}: there is no case `{}` in {}",
                exception.id, exception.file
            ));
        }
    }
    if cases.is_empty() && mistakes.is_empty() {
        mistakes.push("no case was found".to_owned());
    }
    if mistakes.is_empty() {
        Ok((cases, exceptions))
    } else {
        Err(mistakes)
    }
}

fn find(path: &Path, named: bool, files: &mut BTreeSet<PathBuf>) -> std::io::Result<()> {
    if fs::metadata(path)?.is_dir() {
        for entry in fs::read_dir(path)? {
            find(&entry?.path(), false, files)?;
        }
    } else if named
        || path.extension().is_some_and(|e| e == "json")
            && path.file_name().is_some_and(|n| n != EXCEPTIONS)
    {
        files.insert(path.to_owned());
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    #[serde(rename = "description")]
    _description: String,
    cases: Vec<Map<String, Value>>,
}

fn read_file(path: &Path, mistakes: &mut Vec<String>) -> Result<Vec<Case>, String> {
    let file = path.display().to_string();
    let value: Value = parse(path)?;
    if value.get("format").and_then(Value::as_str) != Some(FORMAT) {
        return Err(format!("not of the format `{FORMAT}`"));
    }
    let document = Document::deserialize(value).map_err(|error| error.to_string())?;
    debug_assert_eq!(document.format, FORMAT);
    let (mut cases, mut ids) = (Vec::new(), BTreeSet::new());
    for (index, raw) in document.cases.into_iter().enumerate() {
        let id = raw.get("id").and_then(Value::as_str).map(str::to_owned);
        let place = id.clone().unwrap_or_else(|| format!("case {index}"));
        match read_case(&file, raw) {
            Ok(case) if ids.insert(case.id.clone()) => cases.push(case),
            Ok(_) => mistakes.push(format!("{file}: {place}: this id stands twice")),
            Err(mistake) => mistakes.push(format!("{file}: {place}: {mistake}")),
        }
    }
    Ok(cases)
}

fn parse<T: for<'a> Deserialize<'a>>(path: &Path) -> Result<T, String> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    serde_json::from_str(&text).map_err(|error| error.to_string())
}

const EXCEPTIONS: &str = "exceptions.json";
