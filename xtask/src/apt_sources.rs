//! What apt's files say: the system's mirrors, a list for a private apt, the versions of a package.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Context, Error, Result};

/// This system, as far as it is Debian.
pub(crate) struct Release {
    /// For instance `bookworm`.
    pub(crate) codename: String,
    /// Where the system has its packages from.
    pub(crate) mirrors: Vec<String>,
}

impl Release {
    /// Reads `os-release` and the system's own sources.
    pub(crate) fn of_this_system() -> Result<Self> {
        let os = fs::read_to_string("/etc/os-release").context("not a Debian system")?;
        if os_field(&os, "ID") != Some("debian") {
            return Err(Error::new("not a Debian system"));
        }
        let codename = os_field(&os, "VERSION_CODENAME")
            .unwrap_or("sid")
            .to_owned();
        let mut mirrors = Vec::new();
        for file in source_files() {
            let text = fs::read_to_string(&file).context(file.display())?;
            let found = if file.extension().is_some_and(|e| e == "sources") {
                deb822(&text)
            } else {
                one_line(&text)
            };
            mirrors.extend(
                found
                    .into_iter()
                    .filter(|entry| entry.suite.starts_with(&codename))
                    .map(|entry| entry.mirror),
            );
        }
        mirrors.dedup();
        if mirrors.is_empty() {
            return Err(Error::new("apt's sources name no mirror of Debian"));
        }
        Ok(Self { codename, mirrors })
    }

    /// The suites that may carry a recent compiler, the likeliest first.
    pub(crate) fn suites(&self) -> Vec<String> {
        let mut suites = vec![format!("{}-backports", self.codename)];
        suites.extend(LATER_SUITES.iter().map(|suite| (*suite).to_owned()));
        if self.codename == "bookworm" {
            // Its backports carry no compiler.
            suites.rotate_left(1);
        }
        let mut seen = Vec::new();
        suites.retain(|suite| {
            !seen.contains(suite) && {
                seen.push(suite.clone());
                true
            }
        });
        suites
    }
}

/// A list for a private apt, with the system's mirror and Debian's keys.
pub(crate) fn list(mirror: &str, suites: &[&str], keyring: &Path) -> String {
    let signed_by = if keyring.is_file() {
        format!("[signed-by={}] ", keyring.display())
    } else {
        String::new()
    };
    suites
        .iter()
        .map(|suite| format!("deb {signed_by}{mirror} {suite} main\n"))
        .collect()
}

/// From `apt-cache madison`: the first version that is `wanted` before Debian's own additions.
pub(crate) fn madison_version(table: &str, wanted: &str) -> Option<String> {
    let versions = table
        .lines()
        .filter_map(|line| line.split('|').nth(1))
        .map(str::trim);
    versions
        .filter(|version| {
            version
                .strip_prefix(wanted)
                .is_some_and(|rest| wanted.is_empty() || rest.starts_with(['+', '-', '~']))
        })
        .map(str::to_owned)
        .next()
}

struct Entry {
    mirror: String,
    suite: String,
}

fn source_files() -> Vec<PathBuf> {
    let mut files = vec![PathBuf::from("/etc/apt/sources.list")];
    files.extend(
        fs::read_dir("/etc/apt/sources.list.d")
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path()),
    );
    files.retain(|file| {
        file.is_file()
            && file
                .extension()
                .is_some_and(|e| e == "list" || e == "sources")
    });
    files.sort();
    files
}

/// `deb [options] mirror suite component…`
fn one_line(text: &str) -> Vec<Entry> {
    let entry = |line: &str| {
        let rest = line.trim().strip_prefix("deb ")?.trim_start();
        let rest = match rest.strip_prefix('[') {
            Some(options) => options.split_once(']')?.1,
            None => rest,
        };
        let mut words = rest.split_whitespace();
        let (mirror, suite) = (words.next()?.to_owned(), words.next()?.to_owned());
        usable(&suite, words).then_some(Entry { mirror, suite })
    };
    text.lines().filter_map(entry).collect()
}

/// Stanzas of `Field: value`.
fn deb822(text: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    let text: String = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(|line| [line.trim_end(), "\n"])
        .collect();
    for stanza in text.split("\n\n") {
        let field = |name: &str| {
            let value = stanza
                .lines()
                .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
            value.unwrap_or_default().split_whitespace()
        };
        if field("Types").all(|kind| kind != "deb") || field("Enabled").any(|value| value == "no") {
            continue;
        }
        for mirror in field("URIs") {
            let suites = field("Suites").filter(|suite| usable(suite, field("Components")));
            entries.extend(suites.map(|suite| Entry {
                mirror: mirror.to_owned(),
                suite: suite.to_owned(),
            }));
        }
    }
    entries
}

/// Security updates live elsewhere on a mirror, and the compiler is in `main`.
fn usable<'a>(suite: &str, mut components: impl Iterator<Item = &'a str>) -> bool {
    !suite.contains("security") && components.any(|component| component == "main")
}

fn os_field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
        .map(|value| value.trim_matches('"'))
}

const LATER_SUITES: [&str; 5] = [
    "trixie-backports",
    "forky",
    "sid",
    "forky-backports",
    "trixie",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mirrors_are_found_in_both_formats() {
        let one = one_line(
            "# deb http://no.invalid x main\ndeb [signed-by=/k] http://a.invalid/debian bookworm main\ndeb http://a.invalid/s bookworm-security main\n",
        );
        let two = deb822(
            "Types: deb\n# a comment\nURIs: http://a.invalid/debian\nSuites: bookworm bookworm-updates\nComponents: main\n\nTypes: deb-src\nURIs: http://b.invalid\nSuites: bookworm\nComponents: main\n",
        );
        let pairs = |entries: Vec<Entry>| {
            entries
                .into_iter()
                .map(|e| (e.mirror, e.suite))
                .collect::<Vec<_>>()
        };
        let main = ("http://a.invalid/debian".to_owned(), "bookworm".to_owned());
        assert_eq!(pairs(one), vec![main.clone()]);
        assert_eq!(
            pairs(two),
            vec![main.clone(), (main.0, "bookworm-updates".to_owned())]
        );
    }

    #[test]
    fn the_exact_version_is_picked() {
        let table = " rust-src | 1.95.0.1-1 | m\n rust-src | 1.95.0+dfsg1-2 | m\n rust-src | 1.94.1+dfsg1-1 | m\n";
        assert_eq!(
            madison_version(table, "1.95.0").as_deref(),
            Some("1.95.0+dfsg1-2")
        );
        assert_eq!(madison_version(table, "1.93.0"), None);
        assert_eq!(
            madison_version(" k | 2023.3 | m\n", "").as_deref(),
            Some("2023.3")
        );
    }
}
