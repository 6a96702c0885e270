//! The standard library's sources from Debian: the package `rust-src` of the toolchain's own version. And programs for tests.
//!
//! For the sources apt works in a folder of its own, so that mirror, proxy and signatures are the system's: the mirror is read from
//! the system's sources, and nothing is taken that Debian's archive keys have not signed. The system itself stays as it is.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::apt_sources::{self, Release};
use crate::error::{Context, Error, Result};
use crate::files;
use crate::run;
use crate::setup;
use crate::workspace::Toolchain;

/// Finds the package in one of Debian's suites, and unpacks its `library` into the sysroot.
pub(crate) fn install_sources(toolchain: &Toolchain, scratch: &Path) -> Result<String> {
    let release = Release::of_this_system()?;
    let keyring = PathBuf::from(KEYRING);
    match search(toolchain, scratch, &release, &keyring) {
        Err(Failure::UnknownKey) => {
            let keyring = newer_keyring(scratch, &release)?;
            search(toolchain, scratch, &release, &keyring)
                .map_err(|failure| failure.into_error(toolchain))
        }
        found => found.map_err(|failure| failure.into_error(toolchain)),
    }
}

/// Why no suite had it.
enum Failure {
    /// Some suite is signed with a key that this system has not got.
    UnknownKey,
    NotFound(Vec<String>),
    Broken(Error),
}

impl Failure {
    fn into_error(self, toolchain: &Toolchain) -> Error {
        match self {
            Self::UnknownKey => Error::new(
                "the mirror's newer suites are signed with a key that this system has not got: update debian-archive-keyring",
            ),
            Self::NotFound(tried) => Error::new(format!(
                "version {} is in no suite of the system's mirror ({})",
                toolchain.version,
                tried.join("; ")
            )),
            Self::Broken(error) => error,
        }
    }
}

fn search(
    toolchain: &Toolchain,
    scratch: &Path,
    release: &Release,
    keyring: &Path,
) -> std::result::Result<String, Failure> {
    let mut tried = Vec::new();
    let mut unknown_key = false;
    for mirror in &release.mirrors {
        for suite in release.suites() {
            let apt =
                Apt::new(scratch, mirror, &[suite.as_str()], keyring).map_err(Failure::Broken)?;
            if let Err(error) = apt.update() {
                unknown_key |= error.to_string().contains("NO_PUBKEY");
                tried.push(format!("{suite}: not readable"));
                continue;
            }
            let Some(version) = apt
                .version_of("rust-src", &toolchain.version)
                .map_err(Failure::Broken)?
            else {
                tried.push(format!("{suite}: other versions"));
                continue;
            };
            let package = apt
                .download("rust-src", &version)
                .map_err(Failure::Broken)?;
            unpack(toolchain, &package).map_err(Failure::Broken)?;
            return Ok(format!(
                "{version} from {suite} on the mirror of the system, its signature checked by apt"
            ));
        }
    }
    Err(if unknown_key {
        Failure::UnknownKey
    } else {
        Failure::NotFound(tried)
    })
}

/// An older system's keys don't know the suites of a later release; its own suites, which they do know, carry newer ones.
fn newer_keyring(scratch: &Path, release: &Release) -> Result<PathBuf> {
    let mirror = release
        .mirrors
        .first()
        .ok_or_else(|| Error::new("the system's sources name no mirror of Debian"))?;
    let updates = format!("{}-updates", release.codename);
    let apt = Apt::new(
        scratch,
        mirror,
        &[release.codename.as_str(), updates.as_str()],
        Path::new(KEYRING),
    )?;
    apt.update()?;
    let version = apt
        .version_of("debian-archive-keyring", "")?
        .ok_or_else(|| Error::new("no debian-archive-keyring on the mirror of the system"))?;
    let package = apt.download("debian-archive-keyring", &version)?;
    let folder = scratch.join("keyring");
    run::output(
        Command::new("dpkg-deb")
            .arg("-x")
            .arg(&package)
            .arg(&folder),
    )?;
    let keyrings = folder.join("usr/share/keyrings");
    [
        keyrings.join("debian-archive-keyring.gpg"),
        keyrings.join("debian-archive-keyring.pgp"),
    ]
    .into_iter()
    .find(|file| file.is_file())
    .ok_or_else(|| Error::new("Debian's keyring package has no keyring where it is expected"))
}

/// Puts the package's `library` where Cargo looks for it, whole or not at all.
fn unpack(toolchain: &Toolchain, package: &Path) -> Result<()> {
    let library = setup::sources(toolchain);
    let parent = library
        .parent()
        .ok_or_else(|| Error::new("the sysroot has no folder for sources"))?;
    let partial = toolchain.rustlib().join("src/partial");
    files::remove(&partial)?;
    for folder in [parent, &partial] {
        fs::create_dir_all(folder).context("the sysroot can't be written to")?;
    }
    // The compiler's own sources, five sixths of the package, stay in it.
    let root = format!("./usr/src/rustc-{}", toolchain.version);
    let parts = [format!("{root}/library"), format!("{root}/src/version")];
    let mut list = Command::new("dpkg-deb");
    run::pipe(
        list.arg("--fsys-tarfile").arg(package),
        Command::new("tar")
            .arg("-x")
            .arg("-C")
            .arg(&partial)
            .args(parts),
    )?;

    let unpacked = partial.join(root);
    let version = fs::read_to_string(unpacked.join("src/version"))
        .context("Debian's package rust-src names no version")?;
    if version.trim() != toolchain.version {
        return Err(Error::new(format!(
            "Debian's package has the sources of {}, not of {}",
            version.trim(),
            toolchain.version
        )));
    }
    files::remove(&library)?;
    fs::rename(unpacked.join("library"), &library)
        .context("Debian's package has no folder `library`")?;
    files::remove(&partial)
}

/// apt with a list, a state and a cache of its own.
struct Apt {
    folder: PathBuf,
    options: Vec<String>,
}

impl Apt {
    fn new(scratch: &Path, mirror: &str, suites: &[&str], keyring: &Path) -> Result<Self> {
        let folder = scratch.join(suites.join("+"));
        for part in ["state/lists/partial", "cache/archives/partial"] {
            fs::create_dir_all(folder.join(part)).context(folder.display())?;
        }
        let list = folder.join("sources.list");
        fs::write(&list, apt_sources::list(mirror, suites, keyring)).context(list.display())?;
        let options = [
            format!("Dir::Etc::sourcelist={}", list.display()),
            "Dir::Etc::sourceparts=-".to_owned(),
            format!("Dir::State={}", folder.join("state").display()),
            format!("Dir::Cache={}", folder.join("cache").display()),
            "Acquire::Languages=none".to_owned(),
            "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false".to_owned(),
            "Acquire::IndexTargets::deb::CNF::DefaultEnabled=false".to_owned(),
            "Acquire::http::Timeout=20".to_owned(),
            "Acquire::https::Timeout=20".to_owned(),
        ];
        Ok(Self {
            folder,
            options: options.to_vec(),
        })
    }

    fn update(&self) -> Result<()> {
        run::within(APT_LIMIT, self.command("apt-get").arg("update"))
    }

    /// The version that is `wanted`, with whatever Debian appends to it.
    fn version_of(&self, package: &str, wanted: &str) -> Result<Option<String>> {
        let table = run::output(self.command("apt-cache").args(["madison", package]))?;
        Ok(apt_sources::madison_version(&table, wanted))
    }

    fn download(&self, package: &str, version: &str) -> Result<PathBuf> {
        let title = format!("{package} {version} from Debian");
        run::with_progress(
            &title,
            self.command("apt-get")
                .args(["download", &format!("{package}={version}")]),
        )?;
        let entries = fs::read_dir(&self.folder)
            .context(self.folder.display())?
            .flatten();
        let prefix = format!("{package}_");
        entries
            .map(|entry| entry.path())
            .find(|path| {
                path.extension().is_some_and(|e| e == "deb")
                    && path
                        .file_name()
                        .is_some_and(|n| n.to_string_lossy().starts_with(&prefix))
            })
            .ok_or_else(|| {
                Error::new(format!(
                    "apt has downloaded {package}, but no file is there"
                ))
            })
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.folder).env("LC_ALL", "C");
        for option in &self.options {
            command.arg("-o").arg(option);
        }
        command
    }
}

/// Installs packages into this system, by its own apt: the lists that it has, and new ones where they don't do.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    Release::of_this_system()?;
    if run::output(Command::new("id").arg("-u"))?.trim() != "0" {
        return Err(Error::new("only root may"));
    }
    let title = format!("{} from Debian", packages.join(", "));
    let install = || {
        run::with_progress(
            &title,
            system_apt()
                .args(["install", "-y", "--no-install-recommends"])
                .args(packages),
        )
    };
    if install().is_ok() {
        return Ok(());
    }
    run::within(APT_LIMIT, system_apt().arg("update"))?;
    install().map(|_| ())
}

fn system_apt() -> Command {
    let mut command = Command::new("apt-get");
    command
        .env("LC_ALL", "C")
        .env("DEBIAN_FRONTEND", "noninteractive");
    command
}

const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";
const APT_LIMIT: Duration = Duration::from_secs(120);
