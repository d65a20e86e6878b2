//! A picture as HTML that is good to look at wherever it is shown.
//!
//! A notebook that isn't trusted, as one that was just downloaded, is shown without SVG elements, scripts and handlers:
//! of an `<svg>`, its texts would be left, one after the other. An `<img>` stays. So that is what a picture is at first,
//! and where handlers are allowed, its own replaces it by what the image can't be: SVG in the ink of the page, or controls.

use crate::page::INK;
use crate::svg::escaped;

/// How the source of an image begins that is SVG, with what stands in it in text.
const SOURCE: &str = "data:image/svg+xml,";

/// The SVG of the image, in place of it; its own colour gives way to that of the page.
const INLINE: &str = "var i=this,s=new DOMParser().parseFromString(decodeURIComponent(i.src.slice(19)),'image/svg+xml')\
    .documentElement;s.setAttribute('style',i.getAttribute('style'));i.replaceWith(s)";

/// What is kept behind the image, in place of it.
const KEPT: &str = "var k=this.nextElementSibling;this.outerHTML=k.textContent;k.remove()";

/// An SVG document, which becomes an element of the page.
pub(crate) fn inlined(svg: &str, size: (f64, f64), alt: &str) -> String {
    image(svg, size, alt, INLINE)
}

/// An SVG document, which `element` takes the place of. A script of a type that is none is where pages without scripts
/// leave out all that is in it.
pub(crate) fn standing_in(svg: &str, size: (f64, f64), alt: &str, element: &str) -> String {
    let image = image(svg, size, alt, KEPT);
    format!("<div>{image}<script type=\"text/html\">{element}</script></div>")
}

fn image(svg: &str, (width, height): (f64, f64), alt: &str, onload: &str) -> String {
    format!(
        "<img width=\"{}\" height=\"{}\" alt=\"{}\" style=\"max-width:100%;height:auto;{INK}\" src='{SOURCE}{}' \
         onload=\"{onload}\"/>",
        width.ceil(),
        height.ceil(),
        escaped(alt),
        in_address(svg)
    )
}

/// As part of an address in single quotes, since it has many double ones: what means something there is written as its number.
fn in_address(svg: &str) -> String {
    let mut address = String::with_capacity(svg.len() * 5 / 4);
    for c in svg.chars() {
        match c {
            '%' => address.push_str("%25"),
            '#' => address.push_str("%23"),
            '<' => address.push_str("%3C"),
            '>' => address.push_str("%3E"),
            '&' => address.push_str("%26"),
            '\'' => address.push_str("%27"),
            c => address.push(c),
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_nothing_that_ends_it() {
        assert_eq!(
            in_address("<a b=\"50% 'c' #1\">x &amp; y</a>"),
            "%3Ca b=\"50%25 %27c%27 %231\"%3Ex %26amp; y%3C/a%3E"
        );
    }

    #[test]
    fn handlers_stand_in_double_quotes() {
        for handler in [INLINE, KEPT] {
            assert!(!handler.contains(['"', '<', '>', '&']), "{handler}");
        }
        assert!(INLINE.contains(&format!("slice({})", SOURCE.len())));
    }
}
