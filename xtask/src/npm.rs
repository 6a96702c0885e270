//! The npm package: pkg-template compiled and bundled with the glue, the modules added.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::bindgen::Glue;
use crate::error::{Context, Error, Result};
use crate::files;
use crate::node;
use crate::run;
use crate::workspace::Workspace;

/// A module with its glue, and the folder of the package's sources that imports them.
struct Part {
    glue: Glue,
    folder: &'static str,
}

fn parts(workspace: &Workspace) -> [Part; 3] {
    [
        Part {
            glue: Glue::core(workspace),
            folder: "",
        },
        Part {
            glue: Glue::verify(workspace),
            folder: "verify",
        },
        Part {
            glue: Glue::agent(workspace),
            folder: "agent",
        },
    ]
}

/// Leaves `pkg/`, ready to be packed.
pub(crate) fn assemble(workspace: &Workspace) -> Result<()> {
    let parts = parts(workspace);
    let template = workspace.root.join("pkg-template");
    if !template.join("package.json").is_file() {
        eprintln!("  npm package: left out, there is no pkg-template/package.json");
        return Ok(());
    }
    node::check()?;
    install(&template)?;
    for part in &parts {
        declare_generated(&template, part)?;
    }

    let package = workspace.root.join("pkg");
    let stamp = workspace.artifacts().join("pkg.stamp");
    let generated = parts
        .iter()
        .flat_map(|part| [part.glue.js(), part.glue.wasm()]);
    let written = [
        template.join("src"),
        template.join("generated"),
        template.join("file"),
        template.join("tsconfig.json"),
        template.join("rollup.config.mjs"),
        template.join("package.json"),
        template.join("package-lock.json"),
        template.join("README.md"),
        workspace.root.join("LICENSE"),
    ];
    let inputs: Vec<_> = generated.chain(written).collect();
    let inputs = format!("{}{}", files::stamps(&inputs)?, include_str!("npm.rs"));
    if package.join("package.json").is_file()
        && template.join(COMPILED).is_dir()
        && fs::read_to_string(&stamp).is_ok_and(|old| old == inputs)
    {
        return Ok(());
    }
    let dist = package.join("dist");
    files::remove(&stamp)?;
    files::remove(&dist)?;
    files::remove(&template.join(COMPILED))?;
    compile(&template)?;
    for part in &parts {
        add_generated(&template, &dist, part)?;
    }
    bundle(&template)?;
    for (from, name) in [
        (template.join("README.md"), "README.md"),
        (workspace.root.join("LICENSE"), "LICENSE"),
    ] {
        if from.is_file() {
            files::copy(&from, &package.join(name))?;
        }
    }
    manifest(&template, &package)?;
    fs::write(&stamp, inputs).context(stamp.display())
}

/// `npm ci`, when what is installed is not what the lock file says.
pub(crate) fn install(folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    if !lock.is_file() {
        return Err(Error::new(format!(
            "{} is missing: `npm install --package-lock-only` makes it",
            lock.display()
        )));
    }
    let installed = folder.join("node_modules/.narrowgate-stamp");
    let wanted = fs::read(&lock).context(lock.display())?;
    if fs::read(&installed).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    run::with_progress(
        &format!("npm ci in {name}"),
        Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund"])
            .current_dir(folder),
    )?;
    // A package without dependencies gets no folder.
    files::write_if_changed(&installed, &wanted)
}

/// The types of what is generated, where the sources of the package find them.
fn declare_generated(template: &Path, part: &Part) -> Result<()> {
    let generated = template.join("generated").join(part.folder);
    files::copy(&part.glue.types(), &generated.join("glue.d.ts"))
}

/// Leaves the declarations in `pkg/`, and all else in [`COMPILED`].
fn compile(template: &Path) -> Result<()> {
    let compiler = template.join("node_modules/.bin/tsc");
    run::with_progress(
        "TypeScript",
        Command::new(compiler).arg("--project").arg(template),
    )?;
    Ok(())
}

/// What `rollup.config.mjs` says, from [`COMPILED`] to `pkg/`.
fn bundle(template: &Path) -> Result<()> {
    let bundler = template.join("node_modules/.bin/rollup");
    run::with_progress(
        "Rollup",
        Command::new(bundler)
            .args(["--config", "--silent"])
            .current_dir(template),
    )?;
    Ok(())
}

fn add_generated(template: &Path, dist: &Path, part: &Part) -> Result<()> {
    let (glue, folder) = (&part.glue, dist.join(part.folder));
    let compiled = template.join(COMPILED).join(part.folder);
    files::copy(&glue.js(), &compiled.join("glue.js"))?;
    files::copy(&glue.types(), &folder.join("glue.d.ts"))?;
    files::copy(&glue.wasm(), &folder.join("core.wasm"))?;
    files::copy(&compiled.join("module.js"), &folder.join("module.js"))?;
    for name in ["file.js", "file.cjs"] {
        files::copy(&template.join("file").join(name), &folder.join(name))?;
    }
    run::output(
        node::script(INLINE)
            .arg(glue.wasm())
            .arg(folder.join("inline.js")),
    )?;
    Ok(())
}

/// package.json with the workspace's version, and without what only its making needs.
fn manifest(template: &Path, package: &Path) -> Result<()> {
    let (from, to) = (template.join("package.json"), package.join("package.json"));
    run::output(
        node::script(MANIFEST)
            .arg(from)
            .arg(to)
            .arg(env!("CARGO_PKG_VERSION")),
    )?;
    Ok(())
}

/// In pkg-template: tests import from it what no entry exports.
const COMPILED: &str = "compiled";

const INLINE: &str = "\
import { readFileSync, writeFileSync } from 'node:fs'
const [from, to] = process.argv.slice(1)
writeFileSync(to, `export default \"${readFileSync(from).toString('base64')}\"\\n`)
";

const MANIFEST: &str = "\
import { readFileSync, writeFileSync } from 'node:fs'
const [from, to, version] = process.argv.slice(1)
const { private: _, scripts, devDependencies, ...manifest } = JSON.parse(readFileSync(from, 'utf8'))
writeFileSync(to, JSON.stringify({ ...manifest, version }, null, 2) + '\\n')
";
