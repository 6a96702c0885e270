//! Programs that tests of the npm package run beside it: a browser, a Redis server.

use std::env;
use std::path::Path;

use crate::debian;

/// A program, where it lies, and the package of Debian that has it.
struct Helper {
    package: &'static str,
    names: &'static [&'static str],
}

const HELPERS: [Helper; 2] = [
    Helper {
        package: "chromium",
        names: &["chromium", "chromium-browser", "google-chrome"],
    },
    Helper {
        package: "redis-server",
        names: &["redis-server"],
    },
];

/// Brings those that are missing. Nothing but tests needs them, and those that do fail without.
pub(crate) fn ensure(say: impl Fn(&str)) {
    let missing = missing();
    if missing.is_empty() {
        say("Chromium and a Redis server are installed");
        return;
    }
    let names = missing.join(" ");
    match debian::install(&missing) {
        Ok(()) => say(&format!("{names}: installed")),
        Err(why) => say(&format!(
            "{names}: not installed ({why}). Tests that need them fail; what helps: `apt-get install --no-install-recommends {names}`"
        )),
    }
}

fn missing() -> Vec<&'static str> {
    HELPERS
        .iter()
        .filter(|helper| !helper.names.iter().any(|name| is_there(name)))
        .map(|helper| helper.package)
        .collect()
}

fn is_there(name: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(name).is_file())
        || Path::new("/usr/bin").join(name).is_file()
}
