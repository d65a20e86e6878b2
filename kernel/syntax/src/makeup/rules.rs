//! Finds out whether the rules of a macro make items, so that a call of it stays for later cells, or statements.

use super::parts::PLAIN_MACROS;
use super::plain;
use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use std::collections::HashMap;
use syn::ext::IdentExt;
use syn::{File, Item};

/// What macro rules make.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Making {
    #[default]
    Statements,
    Items,
    /// Whatever these macros make, if all of them make items.
    Calls(Vec<String>),
}

/// What comes of the rules of a macro, each of them written out once with names in the place of what it is given.
pub(super) fn making(rules: TokenStream) -> Making {
    let mut groups = rules.into_iter().filter_map(|token| match token {
        TokenTree::Group(group) => Some(group),
        _ => None,
    });
    let mut making = Making::Statements;
    while let (Some(matcher), Some(transcriber)) = (groups.next(), groups.next()) {
        let mut kinds = HashMap::new();
        find_kinds(matcher.stream(), &mut kinds);
        let Ok(file) = syn::parse2::<File>(written_out(transcriber.stream(), &kinds)) else {
            return Making::Statements;
        };
        let calls = file.items.iter().filter_map(|item| match item {
            Item::Macro(call) if call.ident.is_none() => call.mac.path.segments.last(),
            _ => None,
        });
        let calls: Vec<String> = calls.map(|segment| plain(&segment.ident)).collect();
        if calls.iter().any(|name| PLAIN_MACROS.contains(&name.as_str())) {
            return Making::Statements;
        }
        making = match making {
            _ if file.items.is_empty() => making,
            _ if calls.len() < file.items.len() => Making::Items,
            Making::Items => Making::Items,
            Making::Statements => Making::Calls(calls),
            Making::Calls(known) => Making::Calls([known, calls].concat()),
        };
    }
    making
}

/// The kinds of what a rule takes, such as `ident` of `$n:ident`.
fn find_kinds(matcher: TokenStream, kinds: &mut HashMap<String, String>) {
    let tokens: Vec<TokenTree> = matcher.into_iter().collect();
    for window in tokens.windows(4) {
        if let [
            TokenTree::Punct(dollar),
            TokenTree::Ident(name),
            TokenTree::Punct(colon),
            TokenTree::Ident(kind),
        ] = window
            && (dollar.as_char(), colon.as_char()) == ('$', ':')
        {
            kinds.insert(name.unraw().to_string(), kind.to_string());
        }
    }
    for token in tokens {
        if let TokenTree::Group(group) = token {
            find_kinds(group.stream(), kinds);
        }
    }
}

/// What a rule makes, with a stand-in for each of its parameters and one round of what it repeats.
fn written_out(tokens: TokenStream, kinds: &HashMap<String, String>) -> TokenStream {
    let mut written = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '$' => match tokens.next() {
                Some(TokenTree::Ident(name)) => written.extend(stand_in(&name, kinds)),
                Some(TokenTree::Group(repeated)) => {
                    written.extend(written_out(repeated.stream(), kinds));
                    // Up to the sign that says how often.
                    for token in tokens.by_ref() {
                        if matches!(&token, TokenTree::Punct(sign) if ['*', '+', '?'].contains(&sign.as_char())) {
                            break;
                        }
                    }
                }
                _ => {}
            },
            TokenTree::Group(group) => {
                let inside = written_out(group.stream(), kinds);
                written.extend([TokenTree::Group(Group::new(group.delimiter(), inside))]);
            }
            other => written.extend([other]),
        }
    }
    written
}

fn stand_in(name: &Ident, kinds: &HashMap<String, String>) -> Option<TokenTree> {
    let group = |delimiter| TokenTree::Group(Group::new(delimiter, TokenStream::new()));
    match kinds.get(&name.unraw().to_string()).map(String::as_str) {
        Some("vis" | "item") => None,
        Some("block") => Some(group(Delimiter::Brace)),
        Some("ty") => Some(group(Delimiter::Parenthesis)),
        _ => Some(TokenTree::Ident(name.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_make_items_or_statements() {
        #[track_caller]
        fn check(rules: &str, expected: Making) {
            assert_eq!(
                making(rules.parse().expect("it is made of tokens")),
                expected,
                "{rules}"
            );
        }
        check("($n:ident) => { struct $n { a: i32 } }", Making::Items);
        check(
            "($(#[$m:meta])* $v:vis $n:ident: $t:ty) => { $(#[$m])* $v struct $n($t); impl $n {} }",
            Making::Items,
        );
        check("($($n:ident),*) => { $(fn $n() -> i32 { 1 })* }", Making::Items);
        check("($n:ident, $b:block) => { fn $n() $b }", Making::Items);
        check("($n:ident) => { other!($n); }", Making::Calls(vec!["other".to_owned()]));
        check("($e:expr) => { 2 * $e }", Making::Statements);
        check("($e:expr) => { println!(\"{}\", $e); }", Making::Statements);
        check(
            "($e:expr) => { let x = $e; x }; () => { struct P; }",
            Making::Statements,
        );
        check("($e:expr) => { fn f() {} f(); }", Making::Statements);
    }
}
