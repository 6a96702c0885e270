//! One spelling for each target URI (RFC 3986, section 6.2), so that two can be compared.
//!
//! Own code, and not a library's: what is compared is `http` and `https` in ASCII, which takes a page. A library that
//! parses as browsers do repairs what it is given (`\` for `/`, tabs left out, IDNA), and its tables of Unicode would
//! be a good part of the Wasm module. Here what is not a URI by the grammar is none.

use core::net::Ipv6Addr;

/// The URI without query and fragment, normalised by its syntax and its scheme (RFC 3986, sections 6.2.2 and 6.2.3).
/// `None` for anything but an absolute `http` or `https` URI with a host and without user information.
pub(crate) fn normalised(uri: &str) -> Option<String> {
    // RFC 9449, section 4.3: query and fragment are ignored
    let uri = uri.split(['?', '#']).next()?;
    let (scheme, rest) = uri.split_once("://")?;
    let (scheme, default_port) = if scheme.eq_ignore_ascii_case("https") {
        ("https", 443)
    } else if scheme.eq_ignore_ascii_case("http") {
        ("http", 80)
    } else {
        return None;
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (host, port) = split_port(authority)?;
    let host = normalised_host(host)?;
    // RFC 3986, section 6.2.3: the default port, an empty one and none are the same
    let port = port.filter(|port| *port != default_port);
    let port = port.map_or(String::new(), |port| format!(":{port}"));
    let path = without_dots(&normalised_path(path)?);
    Some(format!("{scheme}://{host}{port}{path}"))
}

/// Scheme and authority alone, in the one spelling (RFC 6454, section 6.2).
pub(crate) fn is_origin(text: &str) -> bool {
    normalised(text).is_some_and(|uri| uri.strip_suffix('/') == Some(text))
}

/// RFC 3986, section 3.2, without user information: its `@` is in no host.
fn split_port(authority: &str) -> Option<(&str, Option<u16>)> {
    // Within brackets a colon is part of the address
    let end = authority.find(']').unwrap_or(0);
    let Some(colon) = authority.get(end..)?.find(':') else {
        return Some((authority, None));
    };
    let (host, port) = authority.split_at_checked(end.saturating_add(colon))?;
    let digits = port.strip_prefix(':')?;
    if digits.is_empty() {
        return Some((host, None));
    }
    let all_digits = digits.bytes().all(|b| b.is_ascii_digit());
    let port = digits.parse().ok().filter(|_| all_digits)?;
    Some((host, Some(port)))
}

/// RFC 3986, sections 3.2.2 and 6.2.2.1; RFC 5952. No percent-encoding and no sub-delimiters: no server has such a
/// name, and two readers may differ on it.
fn normalised_host(host: &str) -> Option<String> {
    if let Some(address) = host.strip_prefix('[') {
        let address: Ipv6Addr = address.strip_suffix(']')?.parse().ok()?;
        return Some(format!("[{address}]"));
    }
    let is_name = !host.is_empty() && host.bytes().all(is_unreserved);
    is_name.then(|| host.to_ascii_lowercase())
}

/// RFC 3986, section 6.2.2.2: an escape of an unreserved character is that character, and of any other one in capitals.
fn normalised_path(path: &str) -> Option<String> {
    let mut normalised = String::with_capacity(path.len());
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'%' => {
                let high = char::from(bytes.next()?).to_digit(16)?;
                let low = char::from(bytes.next()?).to_digit(16)?;
                let octet = u8::try_from((high << 4) | low).ok()?;
                if is_unreserved(octet) {
                    normalised.push(char::from(octet));
                } else {
                    normalised.push_str(&format!("%{octet:02X}"));
                }
            }
            // RFC 3986, section 3.3: pchar and the slash
            b'/' | b':' | b'@' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b','
            | b';' | b'=' => normalised.push(char::from(byte)),
            _ if is_unreserved(byte) => normalised.push(char::from(byte)),
            _ => return None,
        }
    }
    Some(normalised)
}

/// RFC 3986, section 5.2.4, for a path that is empty or begins with a slash. Empty segments stay: `//` is not `/`.
fn without_dots(path: &str) -> String {
    let mut kept = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        match segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            _ => kept.push(segment),
        }
        // What a dot segment at the end leaves is a directory
        if matches!(segment, "." | "..") && segments.peek().is_none() {
            kept.push("");
        }
    }
    format!("/{}", kept.join("/"))
}

/// RFC 3986, section 2.3.
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_resource_has_one_spelling() {
        for (uri, expected) in [
            ("https://a.example/x", "https://a.example/x"),
            ("HTTPS://A.Example/X", "https://a.example/X"),
            ("https://a.example", "https://a.example/"),
            ("https://a.example?q", "https://a.example/"),
            ("https://a.example#f/x", "https://a.example/"),
            ("https://a.example/x?q=/../y#f", "https://a.example/x"),
            ("https://a.example/x#f?q", "https://a.example/x"),
            ("https://a.example:443/x", "https://a.example/x"),
            ("https://a.example:0443/x", "https://a.example/x"),
            ("https://a.example:/x", "https://a.example/x"),
            ("http://a.example:80/x", "http://a.example/x"),
            ("http://a.example:443/x", "http://a.example:443/x"),
            ("https://a.example:80/x", "https://a.example:80/x"),
            ("https://a.example:8443", "https://a.example:8443/"),
            ("https://a.example/%7Euser", "https://a.example/~user"),
            ("https://a.example/%41%2d%5f", "https://a.example/A-_"),
            ("https://a.example/a%2fb", "https://a.example/a%2Fb"),
            ("https://a.example/%252e", "https://a.example/%252e"),
            ("https://a.example/%c3%bc", "https://a.example/%C3%BC"),
            ("https://a.example/%00", "https://a.example/%00"),
            ("https://a.example/./x", "https://a.example/x"),
            ("https://a.example/y/../x", "https://a.example/x"),
            ("https://a.example/y/%2e%2E/x", "https://a.example/x"),
            ("https://a.example/%2E/x", "https://a.example/x"),
            ("https://a.example/../../x", "https://a.example/x"),
            ("https://a.example/x/.", "https://a.example/x/"),
            ("https://a.example/x/..", "https://a.example/"),
            ("https://a.example/x/", "https://a.example/x/"),
            ("https://a.example/.../.x", "https://a.example/.../.x"),
            ("https://a.example//x", "https://a.example//x"),
            ("https://a.example/x//../y", "https://a.example/x/y"),
            (
                "https://a.example/b:@c;d=1,2",
                "https://a.example/b:@c;d=1,2",
            ),
            (
                "https://xn--bcher-kva.example/",
                "https://xn--bcher-kva.example/",
            ),
            ("https://a.example./", "https://a.example./"),
            ("https://192.0.2.1/", "https://192.0.2.1/"),
            ("https://[2001:DB8::1]:443/x", "https://[2001:db8::1]/x"),
            ("https://[::1]:8443", "https://[::1]:8443/"),
            ("https://[0:0::0:1]/", "https://[::1]/"),
            // RFC 3986, section 5.4.2
            ("http://a/b/c/../d;p", "http://a/b/d;p"),
            ("http://a/b/c/./../../g", "http://a/g"),
        ] {
            assert_eq!(normalised(uri).as_deref(), Some(expected), "{uri}");
            assert_eq!(normalised(expected).as_deref(), Some(expected), "{uri}");
        }
    }

    #[test]
    fn whatever_else_is_none() {
        for uri in [
            "",
            "/x",
            "//a.example/x",
            "a.example/x",
            "https:/a.example/x",
            "https:a.example",
            "https://",
            "https:///x",
            "https://:443/x",
            "ftp://a.example/x",
            "wss://a.example/x",
            "javascript://a.example/x",
            " https://a.example/x",
            "https ://a.example/x",
            "https://a.example/x ",
            "https://a.example/\tx",
            "https://a.example\n/x",
            "https://user@a.example/x",
            "https://user:password@a.example/x",
            "https://a.example@b.example/x",
            "https://a.example:443@b.example/x",
            "https://a.example\\@b.example/x",
            "https://a.example\\x",
            "https://a.example/x\\y",
            "https://a.example:x/",
            "https://a.example:+443/",
            "https://a.example:-1/",
            "https://a.example:65536/",
            "https://a.example:443:443/",
            "https://%61.example/x",
            "https://a,b.example/x",
            "https://b\u{fc}cher.example/",
            "https://a.example/b\u{fc}cher",
            "https://\u{ff41}.example/",
            "https://[::1/x",
            "https://::1]/x",
            "https://::1/x",
            "https://[::1]x/",
            "https://[a.example]/",
            "https://[v1.x]/",
            "https://[]/",
            "https://a.example/%",
            "https://a.example/%4",
            "https://a.example/%4g",
            "https://a.example/%+4",
            "https://a.example/x\"",
            "https://a.example/<x>",
            "https://a.example/[x]",
            "https://a.example/x|y",
            "https://a.example/{x}",
            "https://a.example/x\0",
        ] {
            assert_eq!(normalised(uri), None, "{uri}");
        }
    }
}
