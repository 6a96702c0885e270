//! [`Artifact`]: what answers a test. Text goes in and text comes out, so that no 64-bit integer meets JavaScript's numbers.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use narrowgate::{CedarCase, ConfigError};
use serde_json::Value;

use crate::corpus::case::Outcome;
use crate::error::{Context, Error, Result};
use crate::node;
use crate::workspace::Workspace;

/// One of the two that have a policy layer to ask.
pub(crate) enum Artifact {
    Native,
    Npm(Process),
}

/// Node with the package: a line in, a line out, for a whole folder.
pub(crate) struct Process {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Artifact {
    /// The package as it was last built.
    pub(crate) fn npm(workspace: &Workspace) -> Result<Self> {
        let package = workspace.root.join("pkg/dist/index.js");
        if !package.is_file() {
            return Err(Error::new(
                "there is no npm package yet: `cargo xtask build --only js` makes it",
            ));
        }
        node::check()?;
        Process::start(node::script(RUNNER).arg(package)).map(Self::Npm)
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Npm(_) => "npm",
        }
    }

    pub(crate) fn answer(&mut self, case: &str) -> Result<Outcome> {
        match self {
            Self::Native => native(case),
            Self::Npm(process) => process.answer(case),
        }
    }
}

fn native(case: &str) -> Result<Outcome> {
    let refused = |error: ConfigError| Error::new(error.to_string());
    let case = CedarCase::from_json(case).map_err(refused)?;
    let outcome = case.run().map_err(refused)?;
    let outcome = serde_json::to_value(outcome).context("the outcome is not JSON")?;
    serde_json::from_value(outcome).context("the outcome has another form")
}

impl Process {
    fn start(command: &mut Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("`node` can't be run")?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(input), Some(output)) => Ok(Self {
                child,
                input,
                output: BufReader::new(output),
            }),
            _ => Err(Error::new("`node` has no pipes")),
        }
    }

    fn answer(&mut self, case: &str) -> Result<Outcome> {
        let written = writeln!(self.input, "{case}").and_then(|()| self.input.flush());
        written.context("`node` takes no more")?;
        let mut line = String::new();
        let read = self.output.read_line(&mut line);
        read.context("`node` can't be read")?;
        let answer: Value =
            serde_json::from_str(&line).context("`node` does not answer in JSON")?;
        match answer.get("refused").and_then(Value::as_str) {
            Some(why) => Err(Error::new(why)),
            None => serde_json::from_value(answer).context("the outcome has another form"),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself: then there is nothing to stop.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Not `readline`, for which U+2028 inside a string would end a line.
const RUNNER: &str = "\
import { pathToFileURL } from 'node:url'
const index = pathToFileURL(process.argv[1])
// It brings the module that the instance is of
await import(index)
const { life } = await import(new URL('instance.js', index))
const ask = (text) => {
  try {
    return life.run((raw) => raw.evaluateCedar(text)) ?? JSON.stringify({ refused: 'the module failed' })
  } catch (error) {
    return JSON.stringify({ refused: error.message })
  }
}
let rest = ''
process.stdin.setEncoding('utf8')
for await (const chunk of process.stdin) {
  const lines = (rest + chunk).split('\\n')
  rest = lines.pop()
  for (const line of lines) process.stdout.write(`${ask(line)}\\n`)
}
";
