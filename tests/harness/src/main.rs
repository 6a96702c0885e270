//! `conformance vectors PATH…`: see `cargo xtask vectors`.

use std::collections::BTreeSet;
use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use conformance::component::Host;
use conformance::outcome::Outcome;
use conformance::report::Report;
use conformance::{case, files, native, node, root};

const USAGE: &str = "\
usage: conformance vectors [--json] [--artifacts native,node,verify,component] [--component FILE] PATH…
       conformance fuel [--component FILE] PATH…

Runs the cases in these files and folders through each artifact, and compares what comes out with
what is expected and with the other artifacts. Fails when any case differs.

`fuel` prints, as JSON, what each `authorize` case costs the component in wasmtime's fuel.";

fn main() -> ExitCode {
    let mut args = env::args().skip(1);
    match args.next().as_deref() {
        Some("vectors") => with_options(args, vectors),
        Some("fuel") => with_options(args, fuel),
        Some("help" | "--help" | "-h") => {
            println!("{USAGE}");
            ExitCode::SUCCESS
        }
        Some(other) => usage(&format!("there is no `{other}`")),
        None => usage("what shall be run?"),
    }
}

fn with_options(
    args: impl Iterator<Item = String>,
    verb: fn(&Options) -> Result<ExitCode, Vec<String>>,
) -> ExitCode {
    match Options::read(args) {
        Ok(options) => verb(&options).unwrap_or_else(|mistakes| {
            mistakes
                .iter()
                .for_each(|mistake| eprintln!("error: {mistake}"));
            ExitCode::FAILURE
        }),
        Err(mistake) => usage(&mistake),
    }
}

fn fuel(options: &Options) -> Result<ExitCode, Vec<String>> {
    let (cases, _) = files::read(&options.paths)?;
    let costs = Host::load(&options.component)
        .and_then(|host| conformance::fuel::count(&host, &cases))
        .map_err(|mistake| vec![mistake])?;
    let text = serde_json::to_string_pretty(&costs).map_err(|error| vec![error.to_string()])?;
    println!("{text}");
    Ok(ExitCode::SUCCESS)
}

fn usage(mistake: &str) -> ExitCode {
    eprintln!("error: {mistake}\n\n{USAGE}");
    ExitCode::from(2)
}

struct Options {
    json: bool,
    artifacts: BTreeSet<Artifact>,
    component: PathBuf,
    paths: Vec<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Artifact {
    Native,
    Node,
    Verify,
    Component,
}

impl Artifact {
    const ALL: [Self; 4] = [Self::Native, Self::Node, Self::Verify, Self::Component];

    fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Node => "node",
            Self::Verify => "verify",
            Self::Component => "component",
        }
    }
}

impl Options {
    fn read(mut args: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self {
            json: false,
            artifacts: Artifact::ALL.into(),
            component: Host::default_file(root()),
            paths: Vec::new(),
        };
        while let Some(arg) = args.next() {
            let mut value = || args.next().ok_or(format!("`{arg}` wants a value"));
            match arg.as_str() {
                "--json" => options.json = true,
                "--component" => options.component = value()?.into(),
                "--artifacts" => {
                    options.artifacts = value()?
                        .split(',')
                        .map(|name| {
                            let known = Artifact::ALL
                                .into_iter()
                                .find(|artifact| artifact.name() == name);
                            known.ok_or(format!("there is no artifact `{name}`"))
                        })
                        .collect::<Result<_, _>>()?;
                }
                flag if flag.starts_with('-') => return Err(format!("there is no `{flag}`")),
                path => options.paths.push(path.into()),
            }
        }
        if options.paths.is_empty() {
            Err("which files or folders?".to_owned())
        } else {
            Ok(options)
        }
    }
}

fn vectors(options: &Options) -> Result<ExitCode, Vec<String>> {
    let (cases, exceptions) = files::read(&options.paths)?;
    for exception in &exceptions {
        if !Artifact::ALL
            .iter()
            .any(|artifact| artifact.name() == exception.artifact)
        {
            return Err(vec![format!(
                "exceptions.json: there is no artifact `{}`",
                exception.artifact
            )]);
        }
    }
    let mut runs = Vec::new();
    for artifact in &options.artifacts {
        let outcomes =
            run(*artifact, &options.component, &cases).map_err(|mistake| vec![mistake])?;
        runs.push((artifact.name(), outcomes));
    }
    let report = Report::new(&cases, &exceptions, runs);
    if options.json {
        let text =
            serde_json::to_string_pretty(&report).map_err(|error| vec![error.to_string()])?;
        println!("{text}");
    } else {
        print!("{report}");
    }
    Ok(if report.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn run(artifact: Artifact, component: &Path, cases: &[case::Case]) -> Result<Vec<Outcome>, String> {
    match artifact {
        Artifact::Native => Ok(cases.iter().map(native::run).collect()),
        Artifact::Node => node::run(root(), node::Part::Gate, cases),
        Artifact::Verify => node::run(root(), node::Part::Verify, cases),
        Artifact::Component => {
            let host = Host::load(component)?;
            Ok(cases.iter().map(|case| host.run(case)).collect())
        }
    }
}
