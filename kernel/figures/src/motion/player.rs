//! The element around an [overlay](super::overlay): controls, and the script that shows the frame that they are set to.
//!
//! Handlers are attributes, since a `<script>` in the output of a cell does not run everywhere. They find what they
//! change from the element they belong to, so that copies on one page don't disturb each other. The script has no `<`,
//! `>` and `&`, which would have to be escaped.

use crate::page::{FONTS, INK};
use crate::svg::{escaped, width_of};
use std::fmt::Write as _;

/// A slider, unless it has one value alone.
pub(super) struct Control<'a> {
    pub(super) name: &'a str,
    pub(super) values: Vec<String>,
    /// Which of the values it is set to at first.
    pub(super) first: usize,
}

/// Keeps JupyterLab's shortcuts from taking the keys that an element is moved or pressed by.
const OWN_KEYS: &str = "data-lm-suppress-shortcuts=\"true\"";

/// On paper nothing can be moved.
const NOT_PRINTED: &str = "<style>@media print{.figures-controls{display:none}}</style>";

/// Shows the frame that all sliders together are set to, and each value beside its slider. Who moves a slider while the
/// animation runs stops it.
const SHOW: &str = "var r=this,k=0,b=r.querySelector('button');\
    if(event.isTrusted)if(b)if(b.timer)b.click();\
    r.querySelectorAll('input').forEach(function(s){\
    var v=s.dataset.values.split('|')[s.value];\
    k=k*(+s.max+1)+ +s.value;\
    s.setAttribute('aria-valuetext',v);\
    s.parentNode.nextElementSibling.textContent=v});\
    r.querySelectorAll('[data-frames]').forEach(function(g){\
    var n=g.dataset.frames.split(' ')[k],others=g.dataset.others;\
    if(others){g.removeAttribute('data-others');g.insertAdjacentHTML('beforeend',others)}\
    Array.from(g.children).forEach(function(c,i){\
    if(i==n)c.removeAttribute('display');else c.setAttribute('display','none')})})";

/// Goes on from where the slider is, or from its start if it is at its end; or stops.
const PLAY: &str = "var b=this,s=b.closest('.figures-motion').querySelector('input');\
    function go(v){s.value=v;s.dispatchEvent(new Event('input',{bubbles:true}))}\
    function look(name,path){b.setAttribute('aria-label',name);b.querySelector('path').setAttribute('d',path)}\
    function stop(){clearInterval(b.timer);b.timer=0;look('Play','M3 1l9 6-9 6z')}\
    if(b.timer)stop();\
    else{if(s.value==s.max)go(0);\
    look('Pause','M3 2h3v10H3zM8 2h3v10H8z');\
    b.timer=setInterval(function(){\
    if(b.isConnected)go(+s.value+1);else stop();\
    if(s.value==s.max)stop()},+b.dataset.pause)}";

/// The element. `picture` is an `<svg>` of that width in pixels; with `seconds`, there is a button that plays.
pub(super) fn html(picture: &str, width: f64, controls: &[Control], seconds: Option<f64>) -> String {
    let steps = |control: &Control| control.values.len() - 1;
    if !controls.iter().any(|control| steps(control) > 0) && seconds.is_some() {
        return format!("<div class=\"figures-motion\">{picture}</div>");
    }
    let names = controls.iter().map(|control| width_of(control.name, 13.0));
    // Letters may be wider than expected.
    let column = (1.15 * names.fold(0.0, f64::max)).ceil();
    let values = controls.iter().flat_map(|control| &control.values);
    let digits = values.map(|value| value.chars().count()).max().unwrap_or(1);
    let mut rows = String::new();
    for control in controls {
        let button = seconds.map(|seconds| button(1000.0 * seconds / steps(control) as f64));
        let _ = write!(
            rows,
            "<div style=\"display:flex;align-items:center;gap:8px;min-height:30px\">{}\
             <label style=\"display:flex;flex:1;align-items:center;gap:8px;min-width:0\">\
             <span style=\"min-width:{column}px\">{}</span>{}</label>\
             <output aria-live=\"off\" style=\"white-space:nowrap;min-width:{digits}ch;text-align:right;\
             font-variant-numeric:tabular-nums\">{}</output></div>",
            button.unwrap_or_default(),
            escaped(control.name),
            if steps(control) > 0 {
                input(control)
            } else {
                String::new()
            },
            control.values[control.first],
        );
    }
    format!(
        "<div class=\"figures-motion\" style=\"max-width:{:.0}px;{INK}\" oninput=\"{SHOW}\">{picture}\
         {NOT_PRINTED}<div class=\"figures-controls\" style=\"padding:2px 6px;font:13px {FONTS}\">{rows}</div></div>",
        width.ceil()
    )
}

fn input(control: &Control) -> String {
    format!(
        "<input {OWN_KEYS} type=\"range\" min=\"0\" max=\"{}\" step=\"1\" value=\"{}\" autocomplete=\"off\" aria-label=\"{}\" \
         aria-valuetext=\"{}\" data-values=\"{}\" \
         style=\"flex:1;min-width:0;margin:0;height:24px;accent-color:var(--jp-brand-color1,#2079bd)\"/>",
        control.values.len() - 1,
        control.first,
        escaped(control.name),
        control.values[control.first],
        control.values.join("|"),
    )
}

fn button(pause: f64) -> String {
    format!(
        "<button {OWN_KEYS} type=\"button\" aria-label=\"Play\" data-pause=\"{:.0}\" onclick=\"{PLAY}\" \
         style=\"display:flex;align-items:center;justify-content:center;width:30px;height:28px;padding:0;color:inherit;\
         background:none;border:1px solid currentColor;border-radius:4px;cursor:pointer\">\
         <svg width=\"14\" height=\"14\" viewBox=\"0 0 14 14\" fill=\"currentColor\" aria-hidden=\"true\">\
         <path d=\"M3 1l9 6-9 6z\"/></svg></button>",
        pause.max(16.0)
    )
}
