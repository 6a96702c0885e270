//! What the artifacts weigh, as they are and as they travel.

use std::fs;
use std::path::PathBuf;

use crate::error::{Context, Result};
use crate::files;
use crate::node;
use crate::run;
use crate::workspace::Workspace;

/// Prints a line per artifact; compressing takes seconds, so the lines of unchanged artifacts are kept.
pub(crate) fn print(workspace: &Workspace, artifacts: &[PathBuf]) -> Result<()> {
    for artifact in artifacts {
        let kept = workspace
            .artifacts()
            .join("sizes")
            .join(artifact.file_name().unwrap_or_default());
        let stamp = files::stamp(artifact)?;
        let line = match fs::read_to_string(&kept)
            .ok()
            .and_then(|old| old.strip_prefix(&stamp).map(str::to_owned))
        {
            Some(line) => line,
            None => {
                let line = run::output(node::script(WEIGH).arg(artifact))?;
                files::write_if_changed(&kept, format!("{stamp}{line}").as_bytes())
                    .context("sizes")?;
                line
            }
        };
        eprint!("{line}");
    }
    Ok(())
}

const WEIGH: &str = "\
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
const [path] = process.argv.slice(1)
const bytes = readFileSync(path)
const size = (data) => `${(data.length / 1000).toFixed(1)} kB`
console.log(`  ${basename(path)}: ${size(bytes)}, gzip ${size(gzipSync(bytes, { level: 9 }))}, brotli ${size(brotliCompressSync(bytes))}`)
";
