//! Writes `tests/vectors/*.json`. With `--check`, says whether they are what it would write.

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let check = match std::env::args().nth(1).as_deref() {
        None => false,
        Some("--check") => true,
        Some(_) => {
            eprintln!("usage: generate-vectors [--check]");
            return ExitCode::from(2);
        }
    };
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../vectors"));
    let mut stale = false;
    let mut cases = 0;
    for file in mint::vectors::files() {
        let path = folder.join(file.name);
        let text = file.text();
        cases += file.len();
        let state = if std::fs::read_to_string(&path).is_ok_and(|old| old == text) {
            "unchanged"
        } else if check {
            stale = true;
            "differs from what the generator writes"
        } else if let Err(error) = std::fs::write(&path, text) {
            eprintln!("{}: {error}", path.display());
            return ExitCode::FAILURE;
        } else {
            "written"
        };
        println!("{:>4} cases  {}  {state}", file.len(), file.name);
    }
    println!("{cases:>4} cases");
    if stale {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}
