//! Running other programs: loudly, silently with a progress line, or with a deadline.

use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::iter;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::error::{Error, Result};

/// Runs a program with its output on ours.
pub(crate) fn loudly(command: &mut Command) -> Result<()> {
    let status = command.status().map_err(|e| cannot_start(command, &e))?;
    if status.success() {
        Ok(())
    } else {
        Err(failed(command, status))
    }
}

/// Runs a program and returns what it printed on standard output.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::piped())
        .output()
        .map_err(|e| cannot_start(command, &e))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(failed(command, output.status).because(without_addresses(said.trim())));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a long program behind one line with the seconds gone by; what it printed is shown only if it fails.
pub(crate) fn with_progress(title: &str, command: &mut Command) -> Result<Duration> {
    let started = Instant::now();
    let finished = watch(command, None, |elapsed, last| {
        Progress::new(title).tick(elapsed, last)
    })?;
    let Some(status) = finished.status else {
        return Err(Error::new(format!("{title}: stopped without a status")));
    };
    let elapsed = started.elapsed();
    if status.success() {
        Progress::new(title).done(elapsed);
        return Ok(elapsed);
    }
    Progress::new(title).clear();
    eprint!("{}", finished.said);
    Err(failed(command, status).because(title))
}

/// Runs a program silently, and kills it when `limit` has passed.
pub(crate) fn within(limit: Duration, command: &mut Command) -> Result<()> {
    let finished = watch(command, Some(limit), |_, _| ())?;
    match finished.status {
        Some(status) if status.success() => Ok(()),
        Some(status) => Err(failed(command, status).because(last_lines(&finished.said))),
        None => Err(Error::new(format!(
            "`{}` gave no answer within {} s",
            name(command),
            limit.as_secs()
        ))),
    }
}

/// Runs two programs, the first's output being the second's input.
pub(crate) fn pipe(first: &mut Command, second: &mut Command) -> Result<()> {
    let mut source = first
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| cannot_start(first, &e))?;
    if let Some(stdout) = source.stdout.take() {
        second.stdin(stdout);
    }
    let sink = output(second);
    let status = source.wait().map_err(|e| cannot_start(first, &e))?;
    sink?;
    if status.success() {
        Ok(())
    } else {
        Err(failed(first, status))
    }
}

/// Runs a program with its output on ours, and hands each line of its standard output to `each` too.
pub(crate) fn tee(command: &mut Command, mut each: impl FnMut(&str)) -> Result<ExitStatus> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| cannot_start(command, &e))?;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout)
            .split(b'\n')
            .map_while(std::result::Result::ok)
        {
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            each(&line);
        }
    }
    child.wait().map_err(|e| cannot_start(command, &e))
}

/// How a watched program ended; no status when its time was up.
struct Finished {
    status: Option<ExitStatus>,
    said: String,
}

fn watch(
    command: &mut Command,
    limit: Option<Duration>,
    mut tick: impl FnMut(Duration, &str),
) -> Result<Finished> {
    let started = Instant::now();
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|e| cannot_start(command, &e))?;
    let said = Arc::new(Mutex::new(String::new()));
    let readers = [
        collect(child.stdout.take(), &said),
        collect(child.stderr.take(), &said),
    ];
    let status = loop {
        if let Some(status) = child.try_wait().map_err(|e| cannot_start(command, &e))? {
            break Some(status);
        }
        if limit.is_some_and(|limit| started.elapsed() > limit) {
            stop(&mut child);
            break None;
        }
        thread::sleep(POLL);
        let last = said
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .lines()
            .last()
            .unwrap_or_default()
            .to_owned();
        tick(started.elapsed(), &last);
    };
    if status.is_some() {
        readers
            .into_iter()
            .flatten()
            .for_each(|reader| drop(reader.join()));
    }
    let said = said.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Ok(Finished { status, said })
}

fn collect(
    pipe: Option<impl Read + Send + 'static>,
    said: &Arc<Mutex<String>>,
) -> Option<JoinHandle<()>> {
    let said = Arc::clone(said);
    pipe.map(|pipe| {
        thread::spawn(move || {
            for line in BufReader::new(pipe)
                .split(b'\n')
                .map_while(std::result::Result::ok)
            {
                let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
                said.push_str(&without_addresses(&String::from_utf8_lossy(&line)));
                said.push('\n');
            }
        })
    })
}

fn stop(child: &mut Child) {
    // It may have ended by itself in between: then there is nothing to stop.
    drop(child.kill());
    drop(child.wait());
}

/// One line that lives on a terminal, and a sign of life every half minute elsewhere.
struct Progress<'a> {
    title: &'a str,
}

impl<'a> Progress<'a> {
    fn new(title: &'a str) -> Self {
        Self { title }
    }

    fn tick(&self, elapsed: Duration, last: &str) {
        let (seconds, last) = (elapsed.as_secs(), last.trim());
        if std::io::stderr().is_terminal() {
            let last: String = last.chars().take(50).collect();
            self.print(&format!("\r\x1b[2K  {} {seconds} s  {last}", self.title));
        } else if elapsed.as_millis() % HEARTBEAT.as_millis() < POLL.as_millis() && seconds > 0 {
            self.print(&format!("  {} ... {seconds} s  {last}\n", self.title));
        }
    }

    fn done(&self, elapsed: Duration) {
        self.clear();
        self.print(&format!(
            "  {} {:.1} s\n",
            self.title,
            elapsed.as_secs_f64()
        ));
    }

    fn clear(&self) {
        if std::io::stderr().is_terminal() {
            self.print("\r\x1b[2K");
        }
    }

    /// On standard error, as Cargo does: standard output belongs to results. A closed one is no reason to stop a build.
    fn print(&self, text: &str) {
        let mut out = std::io::stderr();
        drop(out.write_all(text.as_bytes()));
        drop(out.flush());
    }
}

fn cannot_start(command: &Command, why: &std::io::Error) -> Error {
    Error::new(format!("`{}` can't be run: {why}", name(command)))
}

fn failed(command: &Command, status: ExitStatus) -> Error {
    Error::new(format!("`{}` ended with {status}", name(command)))
}

/// The program and its verbs, for instance `rustup target add`.
fn name(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let arguments: Vec<String> = command
        .get_args()
        .map(|a| a.to_string_lossy().into_owned())
        .collect();
    let mut verbs = arguments.as_slice();
    while let [option, _, rest @ ..] = verbs
        && option == "-o"
    {
        verbs = rest;
    }
    let verbs = verbs
        .iter()
        .take_while(|verb| !verb.starts_with('-'))
        .take(3)
        .cloned();
    iter::once(program)
        .chain(verbs)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Where packages come from is the machine's business, and no part of what we print.
fn without_addresses(line: &str) -> String {
    let word = |word: &str| {
        if word.contains("://") {
            "<address>".to_owned()
        } else {
            word.to_owned()
        }
    };
    line.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// What went wrong, without the small talk of rustup and apt.
fn last_lines(text: &str) -> String {
    let notes = ["", "info:", "N:"];
    let telling = |line: &&str| !notes.contains(&line.split(' ').next().unwrap_or_default());
    let lines: Vec<&str> = text.lines().map(str::trim).filter(telling).collect();
    lines
        .get(lines.len().saturating_sub(4)..)
        .unwrap_or_default()
        .join("; ")
}

const POLL: Duration = Duration::from_millis(100);
const HEARTBEAT: Duration = Duration::from_secs(30);
