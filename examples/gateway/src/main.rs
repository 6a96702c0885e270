//! `gateway CONFIG UPSTREAM [--listen ADDRESS] [--component FILE]`: see the crate's documentation.

use std::convert::Infallible;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use gateway::{Bounds, Door, Gateway};
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Err(error) = run().await;
    eprintln!("error: {error}");
    ExitCode::FAILURE
}

async fn run() -> Result<Infallible, Box<dyn Error>> {
    let (mut listen, mut component, mut places) =
        ("127.0.0.1:0".to_owned(), default_component(), Vec::new());
    let mut args = env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--listen" => listen = args.next().ok_or(USAGE)?,
            "--component" => component = args.next().ok_or(USAGE)?.into(),
            flag if flag.starts_with('-') => return Err(USAGE.into()),
            _ => places.push(arg),
        }
    }
    let [config, upstream] = places.as_slice() else {
        return Err(USAGE.into());
    };
    if !component.exists() {
        return Err(format!("{}: run `cargo xtask build` first", component.display()).into());
    }
    let config = fs::read_to_string(config).map_err(|error| format!("{config}: {error}"))?;
    let door = Door::open(&component, config, Bounds::default())?;
    let listener = TcpListener::bind(listen).await?;
    let gateway = Gateway::new(door, upstream)?;
    println!("http://{}", listener.local_addr()?);
    Ok(gateway.serve(listener).await)
}

fn default_component() -> PathBuf {
    env::var_os("NARROWGATE_COMPONENT")
        .map(PathBuf::from)
        .unwrap_or_else(|| {
            let target = env::var_os("CARGO_TARGET_DIR").map_or_else(
                || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"),
                PathBuf::from,
            );
            target.join("narrowgate/narrowgate.component.wasm")
        })
}

const USAGE: &str =
    "usage: gateway CONFIG.json http://HOST:PORT/PATH [--listen ADDRESS] [--component FILE]";
