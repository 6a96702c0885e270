//! The one list of codes is the one that the README and the WIT world show; the package's tests hold TypeScript to it.

#![expect(
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use narrowgate::Code;

fn names() -> Vec<&'static str> {
    Code::ALL.iter().map(|code| code.as_str()).collect()
}

fn read(path: &str) -> String {
    let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text
        .split_once(start)
        .unwrap_or_else(|| panic!("`{start}` is not there"));
    rest.split_once(end)
        .unwrap_or_else(|| panic!("`{end}` is not there"))
        .0
}

#[test]
fn codes_are_unique_and_snake_case() {
    let names = names();
    for name in &names {
        assert!(
            name.bytes()
                .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_')),
            "{name}"
        );
        assert_eq!(
            names.iter().filter(|other| *other == name).count(),
            1,
            "{name}"
        );
    }
}

#[test]
fn the_readme_has_a_row_for_each() {
    let readme = read("README.md");
    let rows: Vec<Vec<&str>> = between(&readme, "<!-- codes -->", "<!-- /codes -->")
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    let listed: Vec<_> = rows.iter().map(|row| row[1].trim_matches('`')).collect();
    assert_eq!(listed, names());
    for (row, code) in rows.iter().zip(Code::ALL) {
        assert_eq!(row[2], code.category().as_str(), "{}", row[1]);
        assert!(row[4].len() > 10, "{} has no meaning", row[1]);
    }
}

#[test]
fn the_world_lists_the_same() {
    let world = read("bindings/component/wit/world.wit");
    let listed: Vec<String> = between(&world, "enum code {", "}")
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("//") && !line.is_empty())
        .map(|line| line.trim_end_matches(',').replace('-', "_"))
        .collect();
    assert_eq!(listed, names());
}
