//! `cargo xtask fuzz`: libFuzzer with the installed toolchain, where cargo-fuzz would need another one.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::error::{Context, Error, Result};
use crate::files;
use crate::run;
use crate::workspace::{Toolchain, Workspace};

/// Builds all targets, and runs those that are asked for, one after the other.
pub(crate) fn fuzz(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    let wanted = Wanted::read(arguments)?;
    let toolchain = Toolchain::find()?;
    let programs = build(workspace, &toolchain)?;
    if wanted.build_only {
        return Ok(());
    }
    for target in wanted.targets {
        let folder = workspace.root.join("fuzz");
        let corpus = folder.join("corpus").join(target.name);
        let seeds = seeds(&workspace.root.join("tests/vectors"), target)?;
        for (name, content) in &seeds {
            files::write_if_changed(&corpus.join(name), content)?;
        }
        println!("\n== {}: {} seeds", target.name, seeds.len());
        let artifacts = folder.join("artifacts").join(target.name);
        std::fs::create_dir_all(&artifacts).context(artifacts.display())?;
        let mut fuzzer = Command::new(programs.join(target.name));
        fuzzer
            .arg(&corpus)
            .arg(format!("-artifact_prefix={}/", artifacts.display()))
            .arg(format!("-dict={}", folder.join("tokens.dict").display()))
            .args(["-timeout=10", "-print_final_stats=1", "-print_funcs=0"])
            .arg(match wanted.seconds {
                // libFuzzer takes zero seconds for no limit
                0 => "-runs=0".to_owned(),
                seconds => format!("-max_total_time={seconds}"),
            });
        watch(&mut fuzzer)?;
    }
    Ok(())
}

/// What the command line asks for.
struct Wanted {
    targets: &'static [Target],
    seconds: u32,
    build_only: bool,
}

impl Wanted {
    fn read(arguments: &[&str]) -> Result<Self> {
        let mut wanted = Self {
            targets: TARGETS,
            seconds: 60,
            build_only: false,
        };
        let mut rest = arguments;
        loop {
            rest = match rest {
                [] => return Ok(wanted),
                ["--build-only", rest @ ..] => {
                    wanted.build_only = true;
                    rest
                }
                ["--seconds", number, rest @ ..] => {
                    wanted.seconds = number
                        .parse()
                        .context(format!("`{number}` is not a number of seconds"))?;
                    rest
                }
                ["--seconds"] => return Err(Error::new("`--seconds` takes a number")),
                [name, rest @ ..] => {
                    wanted.targets = TARGETS
                        .iter()
                        .position(|target| target.name == *name)
                        .and_then(|at| TARGETS.get(at..=at))
                        .ok_or_else(|| Error::new(format!("`{name}` is no fuzz target")))?;
                    rest
                }
            }
        }
    }
}

/// One of `fuzz/fuzz_targets`, and where it finds its seeds.
struct Target {
    name: &'static str,
    vectors: &'static [&'static str],
    /// From a case of the file of this name.
    seed: fn(&str, &Value) -> Option<Vec<u8>>,
}

/// The issuer of the vectors.
const ISSUER: &str = "https://as.example";

const TARGETS: &[Target] = &[
    Target {
        name: "chain",
        vectors: &["aat.json", "adc.json", "chain.json"],
        seed: |file, case| {
            let presented = case.get("presented")?;
            let parents = presented.get("parents").and_then(Value::as_array);
            let tokens = parents.into_iter().flatten().chain(presented.get("token"));
            let mut lines = String::new();
            for token in tokens {
                let payload = token.as_str()?.split('.').nth(1)?;
                let mut claims: Value =
                    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()?;
                // The target's tokens are other ones, and it has an issuer for each kind
                if let Some(hash @ Value::String(_)) = claims.get_mut("par_hash") {
                    *hash = "@par".into();
                }
                match (file, claims.get_mut("iss")) {
                    ("adc.json", Some(iss)) if *iss == ISSUER => {
                        *iss = "https://adc.example".into()
                    }
                    ("chain.json", Some(iss)) if *iss == ISSUER => {
                        *iss = "https://ordinary.example".into();
                    }
                    _ => {}
                }
                lines += &format!("{claims}\n");
            }
            let ping = json!({ "tool": "ping", "input": {} });
            let request = case.get("request").unwrap_or(&ping);
            Some(format!("{lines}{request}").into())
        },
    },
    Target {
        name: "claims",
        vectors: &["token.json", "chain.json"],
        seed: |_, case| {
            let token = case.pointer("/presented/token")?.as_str()?;
            URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()
        },
    },
    Target {
        name: "dpop",
        vectors: &["possession.json"],
        seed: |_, case| {
            let proof = case.pointer("/presented/proofs/dpop/0")?.as_str()?;
            let payload = URL_SAFE_NO_PAD.decode(proof.split('.').nth(1)?).ok()?;
            let mut claims: Value = serde_json::from_slice(&payload).ok()?;
            // The target's token is another one
            *claims.get_mut("ath")? = "@ath".into();
            Some(claims.to_string().into())
        },
    },
    Target {
        name: "jwks",
        vectors: &["jwk.json", "jws.json"],
        seed: |_, case| match case.get("keys")? {
            Value::String(text) => Some(text.clone().into()),
            keys => Some(keys.to_string().into()),
        },
    },
    Target {
        name: "jws",
        vectors: &["jws.json"],
        seed: |_, case| Some(case.get("token")?.as_str()?.into()),
    },
];

/// From the vectors, one file for each case.
fn seeds(vectors: &Path, target: &Target) -> Result<Vec<(String, Vec<u8>)>> {
    let mut seeds = Vec::new();
    for file in target.vectors {
        let path = vectors.join(file);
        let text = std::fs::read_to_string(&path).context(path.display())?;
        let document: Value = serde_json::from_str(&text).context(path.display())?;
        let cases = document.get("cases").and_then(Value::as_array);
        for case in cases.into_iter().flatten() {
            let id = case.get("id").and_then(Value::as_str);
            if let (Some(id), Some(seed)) = (id, (target.seed)(file, case)) {
                seeds.push((format!("{file}-{id}"), seed));
            }
        }
    }
    Ok(seeds)
}

/// The folder with a program for each target.
fn build(workspace: &Workspace, toolchain: &Toolchain) -> Result<PathBuf> {
    let host = toolchain.host()?;
    let folder = workspace.target.join("fuzz");
    let mut cargo = workspace.cargo();
    cargo
        .args(["build", "--release", "--bins", "--locked"])
        .arg("--manifest-path")
        .arg(workspace.root.join("fuzz/Cargo.toml"))
        .arg("--target-dir")
        .arg(&folder)
        // Named, it keeps the flags away from build scripts
        .args(["--target", &host])
        .env("CARGO_TERM_PROGRESS_WHEN", "never")
        .env("CARGO_TERM_COLOR", "never");
    // What cargo-fuzz sets too. None of it is stable, and none of it ships.
    let mut flags = vec![
        "-Cpasses=sancov-module",
        "-Cllvm-args=-sanitizer-coverage-level=4",
        "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
        "-Cllvm-args=-sanitizer-coverage-pc-table",
        "-Cllvm-args=-sanitizer-coverage-trace-compares",
    ];
    let runtimes = files::files_under(&toolchain.rustlib().join(&host).join("lib"))?;
    if runtimes
        .iter()
        .any(|file| file.to_string_lossy().ends_with("_rt.asan.a"))
    {
        flags.push("-Zsanitizer=address");
    }
    cargo
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    run::with_progress("Fuzz targets", &mut cargo)?;
    Ok(folder.join(host).join("release"))
}

/// Runs libFuzzer, without its lines about single inputs.
fn watch(fuzzer: &mut Command) -> Result<()> {
    let name = fuzzer.get_program().to_string_lossy().into_owned();
    let mut child = fuzzer
        .stderr(Stdio::piped())
        .spawn()
        .context(format!("`{name}` does not start"))?;
    if let Some(stderr) = child.stderr.take() {
        for line in BufReader::new(stderr)
            .split(b'\n')
            .map_while(std::result::Result::ok)
        {
            let line = String::from_utf8_lossy(&line);
            if !(line.contains("\tNEW ") || line.contains("\tREDUCE ")) {
                eprintln!("{line}");
            }
        }
    }
    let status = child.wait().context(&name)?;
    if status.success() {
        Ok(())
    } else {
        Err(Error::new(format!(
            "`{name}` ended with {status}; fuzz/README.md says what to do with what it found"
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_is_built_and_has_seeds() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let manifest = std::fs::read_to_string(root.join("fuzz/Cargo.toml")).unwrap_or_default();
        for target in TARGETS {
            let entry = format!(
                "name = \"{0}\"\npath = \"fuzz_targets/{0}.rs\"",
                target.name
            );
            assert!(manifest.contains(&entry), "{}", target.name);
            let seeds = seeds(&root.join("tests/vectors"), target).unwrap_or_default();
            assert!(seeds.len() > 50, "{}: {} seeds", target.name, seeds.len());
        }
        assert_eq!(manifest.matches("[[bin]]").count(), TARGETS.len());
    }

    #[test]
    fn reads_its_arguments() {
        let read = |arguments: &[&str]| {
            let wanted = Wanted::read(arguments).ok()?;
            Some((wanted.targets.len(), wanted.seconds, wanted.build_only))
        };
        assert_eq!(read(&[]), Some((TARGETS.len(), 60, false)));
        assert_eq!(read(&["jws", "--seconds", "5"]), Some((1, 5, false)));
        assert_eq!(read(&["--build-only"]), Some((TARGETS.len(), 60, true)));
        assert_eq!(read(&["tea-leaves"]), None);
        assert_eq!(read(&["--seconds", "-1"]), None);
    }
}
