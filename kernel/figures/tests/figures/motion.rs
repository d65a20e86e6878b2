//! Figures that move: one element, small, whole without its handlers, and the same axes throughout.

use crate::well_formed::{check_html, unescaped};
use figures::{
    Figure, Motion, animate, bars, contour, graph, heatmap, line, map_of, path, plot, scatter, slider, sliders, surface,
};
use nalgebra::{DMatrix, matrix};
use proptest::prelude::*;
use std::f64::consts::TAU;
use std::ops::Range;

const MOST_BYTES: usize = 300_000;

/// Both forms are well-formed and small. Gives the HTML.
#[track_caller]
fn check(motion: &Motion<'_>) -> String {
    let html = motion.html();
    check_html(&html);
    check_html(&motion.svg());
    assert!(html.len() <= MOST_BYTES, "{} bytes", html.len());
    assert!(!motion.description().is_empty());
    html
}

fn wave<'a>() -> Motion<'a> {
    animate(0.0..TAU, |t| plot(move |x| (x + t).sin(), -3.0..3.0))
}

/// What takes the place of the image where handlers of events are allowed.
fn live(html: &str) -> &str {
    let (_, rest) = html.split_once("<script type=\"text/html\">").unwrap();
    rest.split_once("</script>").unwrap().0
}

/// How many values each slider has.
fn values(html: &str) -> Vec<usize> {
    let lists = html.split("data-values=\"").skip(1);
    lists
        .map(|rest| rest.split('"').next().unwrap_or_default().split('|').count())
        .collect()
}

/// The texts of a figure in all of its frames.
fn texts(html: &str) -> Vec<&str> {
    let texts = html.split("<text").skip(1);
    texts
        .filter_map(|rest| rest.split_once('>')?.1.split('<').next())
        .collect()
}

fn descent(count: f64) -> Figure {
    let bowl = |x: f64, y: f64| x * x + 3.0 * y * y + x * y;
    let steps = std::iter::successors(Some((-2.6, 1.7)), |&(x, y)| {
        Some((x - 0.14 * (2.0 * x + y), y - 0.14 * (6.0 * y + x)))
    });
    let steps: Vec<(f64, f64)> = steps.take(1 + count as usize).collect();
    contour(bowl, -3.0..3.0, -2.0..2.0).and(path(steps))
}

#[test]
fn a_wave_takes_less_than_60_kilobytes() {
    let html = check(&wave());
    assert_eq!(values(&html), [41]);
    assert!(html.len() < 60_000, "{} bytes", html.len());
}

#[test]
fn what_stands_still_is_there_once() {
    let html = check(&animate(0.0..24.0, descent).steps(24));
    assert_eq!(values(&html), [25]);
    assert!(html.len() < 40_000, "{} bytes", html.len());
}

#[test]
fn there_are_fewer_steps_where_figures_are_large() {
    let moving = slider("k", 1.0..2.0, |k| {
        contour(move |x, y| (k * x).sin() * (k * y).cos(), -3.0..3.0, -3.0..3.0).and(path([(k, 0.0), (0.0, k)]))
    });
    let html = check(&moving);
    let count = values(&html)[0];
    assert!((10..41).contains(&count), "{count} figures");
    let steps = format!("in {} steps (not 40, so that all takes at most 300 KB)", count - 1);
    assert!(moving.description().contains(&steps), "{}", moving.description());
    assert!(html.len() > 200_000, "{} bytes", html.len());
}

#[test]
fn a_figure_that_is_too_large_alone_says_so() {
    let crowd = |_| {
        let cloud = |seed: u32| {
            scatter(
                (0..9000)
                    .map(|i| (i * seed % 7919, i * i % 7907 + seed))
                    .collect::<Vec<_>>(),
            )
        };
        (1..30).map(cloud).reduce(Figure::and).unwrap()
    };
    let html = check(&animate(0.0..1.0, crowd).steps(1));
    assert!(html.contains("what moves has room for 300"), "{html}");
    check(
        &slider("a", 0.0..1.0, |_| {
            plot(f64::sin, 0.0..1.0).title("long".repeat(200_000))
        })
        .steps(3),
    );
}

#[test]
fn sliders_have_few_figures_together() {
    let plane = sliders([("a", 0.0..1.0), ("b", -1.0..1.0)], |[a, b]| {
        plot(move |x| a * x + b, -1.0..1.0)
    });
    assert_eq!(values(&check(&plane)), [21, 19]);
    let why = "a from 0 to 1 in 20 steps; b from −1 to 1 in 18 steps (not 40, so that there are at most 400 figures)";
    assert!(plane.description().contains(why), "{}", plane.description());
    let few = plane.steps(4);
    assert_eq!(values(&check(&few)), [5, 5]);
    let three = sliders([("a", 0.0..1.0), ("b", -1.0..1.0), ("c", 0.0..0.0)], |[a, b, c]| {
        bars([a, b, c])
    });
    assert_eq!(values(&check(&three)), [21, 19]);
}

#[test]
fn the_last_slider_moves_from_frame_to_frame() {
    let html = sliders([("a", 0.0..1.0), ("b", 0.0..1.0)], |[a, b]| {
        plot(f64::sin, 0.0..1.0).title(format!("a {a} b {b}"))
    })
    .steps(1)
    .html();
    let html = unescaped(&html);
    let titles: Vec<&str> = texts(&html).into_iter().filter(|text| text.starts_with('a')).collect();
    // The first figure stands behind the attribute with the others.
    assert_eq!(titles, ["a 0 b 1", "a 1 b 0", "a 1 b 1", "a 0 b 0"]);
}

#[test]
fn only_the_first_frame_is_on_the_page_before_a_slider_is_moved() {
    let html = wave().html();
    assert!(!html.contains("display=\"none\"><"));
    let (_, rest) = html.split_once(" data-others='").unwrap();
    let (others, first) = rest.split_once('\'').unwrap();
    assert!(first.starts_with("><g><path "));
    // The last frame is as the first.
    assert_eq!(unescaped(others).matches("<g display=\"none\"><path").count(), 39);
    assert_eq!(
        html.matches("<path ").count(),
        4,
        "grid, zero, curve and the button's sign"
    );
}

#[test]
fn controls_are_those_of_the_browser() {
    let html = wave().html();
    for part in ["<button ", "<label ", "<input ", "<output "] {
        assert_eq!(html.matches(part).count(), 1, "{part}");
    }
    let html = slider("a", 0.0..1.0, |a| plot(move |x| a * x, 0.0..1.0)).html();
    assert!(html.contains("<input ") && !html.contains("<button"));
    assert!(!live(&html).contains("<script") && !html.contains("http://www.w3.org/1999"));
}

#[test]
fn where_nothing_is_allowed_but_images_the_first_figure_is_all_there_is() {
    let wave = wave();
    let html = wave.html();
    let (image, rest) = html.split_once("<script").unwrap();
    assert!(image.starts_with("<div><img width=\"480\" height=\"320\" ") && rest.ends_with("</script></div>"));
    assert_eq!(image.matches('<').count(), 2, "{image}");
    assert!(image.contains(&format!("alt=\"{}\"", wave.description())));
}

#[test]
fn controls_are_not_printed() {
    let html = wave().html();
    assert!(
        html.contains("@media print{.figures-controls{display:none}}") && html.contains("class=\"figures-controls\"")
    );
}

#[test]
fn one_frame_has_no_controls() {
    for range in [0.0..0.0, 1.0..0.0, f64::NAN..1.0, 0.0..f64::INFINITY] {
        let still = animate(range, |t| plot(move |x| (x + t).sin(), -3.0..3.0));
        let html = check(&still);
        assert!(!html.contains("<input") && !html.contains("<button") && !html.contains("data-frames"));
    }
    assert!(!check(&wave().steps(0)).contains("<input"));
    let html = check(&slider("a", f64::NAN..f64::NAN, |a| bars([a])));
    assert!(!html.contains("<input"));
    check(&sliders([] as [(&str, Range<f64>); 0], |[]| bars([1, 2])));
}

#[test]
fn the_same_motion_gives_the_same_bytes() {
    assert_eq!(wave().html(), wave().html());
    let wave = wave();
    assert_eq!(wave.html(), wave.html());
    assert_ne!(wave.html(), wave.steps(5).html());
}

#[test]
fn names_are_escaped() {
    let name = "<img src=x onerror=\"alert(1)\"> & 'more' |";
    let html = check(&slider(name, 0.0..1.0, |a| {
        plot(move |x| a * x, 0.0..1.0).title(name).label(name)
    }));
    assert!(!live(&html).contains("<img") && html.contains("&lt;img src=x"));
    let html = check(&slider("x".repeat(1_000_000), 0.0..1.0, |a| bars([a])));
    assert!(html.contains("xxx…"));
    assert!(check(&slider(" ", 0.0..1.0, |a| bars([a]))).contains(">parameter</span>"));
}

#[test]
fn axes_show_what_all_frames_need() {
    let growing = animate(1.0..3.0, |t| line([(0.0, 0.0), (t, 100.0 * t)]));
    let html = growing.html();
    let numbers = texts(&html);
    assert_eq!(numbers.iter().filter(|&&text| text == "300").count(), 1, "{numbers:?}");
    assert!(growing.svg().contains(">300</text>") && growing.svg().contains(">3.0</text>"));
}

#[test]
fn a_constant_frame_does_not_stretch_the_axes() {
    let swelling = animate(0.0..0.001, |t| plot(move |x| t * x, -1.0..1.0));
    assert!(swelling.svg().contains(">0.0010</text>"), "{}", swelling.svg());
}

#[test]
fn axes_show_what_a_figure_says() {
    let html = animate(0.0..1.0, |t| {
        plot(move |x| t * x, 0.0..1.0).y_range(0.0..5.0).x_range(t..t + 1.0)
    })
    .html();
    let html = unescaped(&html);
    assert!(texts(&html).contains(&"5") && texts(&html).contains(&"2.0"));
}

#[test]
fn heights_and_colours_are_those_of_all_frames() {
    let map = animate(0.0..1.0, |t| heatmap(&matrix![0.0, t; 10.0 * t, 0.0]));
    assert!(texts(&map.svg()).contains(&"10"), "{:?}", texts(&map.svg()));
    let hill = animate(0.0..1.0, |t| surface(move |x, y| 8.0 * t * x * y, 0.0..1.0, 0.0..1.0));
    assert!(texts(&hill.svg()).contains(&"8"), "{:?}", texts(&hill.svg()));
}

#[test]
fn figures_of_all_kinds_and_sizes_follow_each_other() {
    let html = check(
        &slider("kind", 0.0..8.0, |kind| match kind as usize {
            0 => plot(f64::sin, 0.0..1.0),
            1 => heatmap(&DMatrix::from_fn(50, 50, |i, j| (i * j) as f64)).size(300, 400),
            2 => surface(|x, y| x * y, 0.0..1.0, 0.0..1.0).size(900, 200),
            3 => scatter(Vec::<(f64, f64)>::new()),
            4 => bars([1, 2, 3]).names(["a", "b", "c"]).log_y().size(200, 700),
            5 => map_of(&matrix![1.0, 2.0; 3.0, 4.0]),
            6 => line([(1.0, 1.0), (2.0, -3.0)]).log_x().log_y().equal(),
            7 => heatmap(&matrix![f64::NAN]),
            _ => plot(|x| x, f64::NAN..1.0),
        })
        .steps(8),
    );
    assert!(html.contains("viewBox=\"0 0 900 700\""));
}

#[test]
fn what_moves_is_told() {
    let wave = wave().description();
    assert_eq!(
        wave,
        "An animation, t from 0 to 6.283 in 40 steps, of 4 seconds. At first: A curve over x from −3 to 3, y from −1 to 1."
    );
    let line = slider("a", 0.0..1.0, |a| line([(0.0, 0.0), (1.0, a)])).steps(1);
    assert_eq!(
        line.description(),
        "A figure with a slider, a from 0 to 1 in 1 step. At first: A line through 2 points, at y = 0."
    );
    let two = sliders([("a", 0.0..1.0), ("b", 5.0..5.0)], |[a, b]| bars([a, b])).steps(4);
    assert!(
        two.description()
            .starts_with("A figure with 2 sliders: a from 0 to 1 in 4 steps; b at 5 alone. At first: ")
    );
    assert!(two.html().contains(&two.description()));
}

#[test]
fn sliders_are_set_to_what_they_are_asked_to_show_first() {
    let line = |[a, b]: [f64; 2]| plot(move |x| a * x + b, -1.0..1.0).title(format!("a {a} b {b}"));
    let plane = || sliders([("a", 0.0..1.0), ("b", -1.0..1.0)], line).steps(4);
    let html = check(&plane().start([0.7, 0.0]));
    assert!(
        html.contains(" value=\"3\" ") && html.contains(" value=\"2\" "),
        "{html}"
    );
    assert!(
        html.contains(">0.75</output>") && html.contains(">0.0</output>"),
        "{html}"
    );
    assert!(html.contains(">a 0.75 b 0</text></g></g>"), "{html}");
    let description = plane().start([0.7, 0.0]).description();
    let told =
        "a from 0 to 1 in 4 steps; b from −1 to 1 in 4 steps, at first a = 0.75, b = 0. At first: a 0.75 b 0: A curve";
    assert!(description.contains(told), "{description}");
    assert!(plane().start([0.7, 0.0]).svg().contains(">a 0.75 b 0</text>"));
    // What is out of reach is the nearest that there is, and what is no number changes nothing.
    assert_eq!(plane().start([9.0, -9.0]).html(), plane().start([1.0]).html());
    assert_eq!(plane().start([f64::NAN, f64::INFINITY]).html(), plane().html());
    let played = check(&wave().start([TAU]));
    assert!(played.contains(" value=\"40\" "), "{played}");
}

#[test]
fn axes_stay_where_they_are_though_legends_take_more_rows() {
    let html = animate(0.0..1.0, |t| {
        let figure = plot(f64::sin, 0.0..1.0).title("t").y_label("height");
        if t == 0.0 {
            figure
        } else {
            figure
                .label("long ".repeat(12))
                .and(plot(f64::cos, 0.0..1.0).label("long ".repeat(12)))
        }
    })
    .steps(1)
    .html();
    // The grid is the same in both frames, and so stands on the page once, before all that varies.
    let (_, html) = html
        .split_once("<script")
        .expect("the player is behind the image of its first frame");
    let grid = "stroke-opacity=\".14\"";
    assert_eq!(html.matches(grid).count(), 1, "{html}");
    assert!(html.find(grid) < html.find(" data-others='"), "{html}");
}

#[test]
fn graphs_move_as_other_figures_do() {
    let html = check(&slider("x", 0.0..4.0, |x| {
        graph([format!("x\n{x:.1}"), format!("2x\n{:.1}", 2.0 * x)], [(0, 1)])
    }));
    assert_eq!(values(&html), [41]);
    assert_eq!(html.matches("<rect ").count(), 2, "boxes stay where they are");
}

#[test]
fn what_moves_may_borrow() {
    let slope = [2.0];
    let html = animate(0.0..1.0, |t| plot(|x| slope[0] * x + t, 0.0..1.0))
        .steps(2)
        .html();
    assert_eq!(values(&html), [3]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_ranges_and_options_make_motions(
        ranges in [(any::<f64>(), any::<f64>()), (any::<f64>(), any::<f64>())],
        steps in prop_oneof![0..50_usize, any::<usize>()],
        seconds in any::<f64>(),
        name in any::<String>(),
    ) {
        let [a, b] = ranges.map(|(start, end)| start..end);
        check(&animate(a.clone(), |t| plot(move |x| t * x, 0.0..1.0)).steps(steps % 60).seconds(seconds));
        check(&sliders([(&name, a), (&name, b)], |[a, b]| scatter([(a, b), (b, a)]).title(&name)).steps(steps));
    }
}
