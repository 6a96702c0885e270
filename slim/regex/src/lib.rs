//! `regex-lite` by the name of `regex`: the same interface and syntax, by the same authors, where `\d` means ASCII.

pub use regex_lite::*;
