//! The session through real sockets, against an evaluator that follows a script.

mod kernel;
mod script;

use crate::Channel::{Control, Shell, Stdin};
use crate::frontend::Received;
use kernel::Kernel;
use serde_json::{Value, json};

/// From a client that nobody watches, so that it is told the same however busy the machine is.
fn cell(code: &str) -> Value {
    json!({"code": code, "allow_stdin": false})
}

fn watched(code: &str) -> Value {
    json!({"code": code, "allow_stdin": true})
}

/// Runs one cell, and compares all that comes back.
#[track_caller]
fn check(content: Value, iopub: &[&str], reply: Value) {
    let mut kernel = Kernel::start();
    kernel.check(content, iopub, reply);
    kernel.end();
}

fn ok(count: u32) -> Value {
    json!({"status": "ok", "execution_count": count, "payload": [], "user_expressions": {}})
}

fn error(name: &str, count: u32) -> Value {
    json!({"status": "error", "ename": name, "evalue": "why", "traceback": ["trace"], "execution_count": count})
}

#[test]
fn output_comes_between_busy_and_idle_and_small_writes_are_joined() {
    check(
        cell("out a\nout b\nerr c\nvalue 7\nout d"),
        &[
            "status busy",
            r#"execute_input {"code":"out a\nout b\nerr c\nvalue 7\nout d","execution_count":1}"#,
            r#"stream {"name":"stdout","text":"ab"}"#,
            r#"stream {"name":"stderr","text":"c"}"#,
            r#"execute_result {"data":{"text/plain":"7"},"execution_count":1,"metadata":{}}"#,
            r#"stream {"name":"stdout","text":"d"}"#,
            "status idle",
        ],
        ok(1),
    );
}

#[test]
fn displays() {
    check(
        cell("display a\nupdate b\nclear"),
        &[
            "status busy",
            r#"execute_input {"code":"display a\nupdate b\nclear","execution_count":1}"#,
            r#"display_data {"data":{"text/plain":"a"},"metadata":{},"transient":{"display_id":"it"}}"#,
            r#"update_display_data {"data":{"text/plain":"b"},"metadata":{},"transient":{"display_id":"it"}}"#,
            "clear_output true",
            "status idle",
        ],
        ok(1),
    );
}

/// Waits until the cell tells how long it has been at work, then has it go on, and compares what follows.
#[track_caller]
fn check_progress(code: &str, told: &str, then: &[&str]) {
    let mut kernel = Kernel::start();
    let id = kernel.client.send(Shell, "execute_request", watched(code));
    kernel.expect_iopub(&id, &["status", "execute_input"]);
    let line = kernel.client.iopub();
    let text = line.content["data"]["text/plain"].as_str().unwrap();
    assert_eq!(
        (line.msg_type.as_str(), text.split_once(" … ").unwrap().0),
        ("display_data", told)
    );
    let next = kernel.client.iopub();
    assert_eq!(next.msg_type, "update_display_data");
    assert_eq!(next.content["transient"], line.content["transient"]);
    kernel.open_gate();
    let mut shown = Vec::new();
    while shown.last().is_none_or(|last| last != "status idle") {
        let next = kernel.client.iopub();
        // It may have counted on before the gate was open.
        if next.msg_type != "update_display_data" {
            shown.push(next.to_string());
        }
    }
    assert_eq!(shown, then);
    kernel.reply_to(&id);
    kernel.end();
}

#[test]
fn a_cell_that_takes_long_tells_so_until_it_shows_something() {
    check_progress(
        "gate\nout a\nbusy b\nvalue 7",
        "Running",
        &[
            "clear_output true",
            r#"stream {"name":"stdout","text":"a"}"#,
            r#"execute_result {"data":{"text/plain":"7"},"execution_count":1,"metadata":{}}"#,
            "status idle",
        ],
    );
}

#[test]
fn nothing_is_left_of_a_cell_that_shows_nothing() {
    check_progress(
        "busy Adding crates\ngate",
        "Adding crates",
        &["clear_output false", "status idle"],
    );
}

#[test]
fn an_error_takes_the_place_of_the_progress() {
    check_progress(
        "gate\nfail E1",
        "Running",
        &[
            "clear_output true",
            r#"error {"ename":"E1","evalue":"why","traceback":["trace"]}"#,
            "status idle",
        ],
    );
}

#[test]
fn a_cell_that_clears_its_output_clears_its_own() {
    check_progress(
        "gate\nclear",
        "Running",
        &["clear_output false", "clear_output true", "status idle"],
    );
}

#[test]
fn a_failure_is_told_to_all_and_in_the_reply() {
    check(
        cell("out a\nfail E0308"),
        &[
            "status busy",
            r#"execute_input {"code":"out a\nfail E0308","execution_count":1}"#,
            r#"stream {"name":"stdout","text":"a"}"#,
            r#"error {"ename":"E0308","evalue":"why","traceback":["trace"]}"#,
            "status idle",
        ],
        error("E0308", 1),
    );
}

#[test]
fn silent_cells_are_quiet_and_not_counted() {
    let mut kernel = Kernel::start();
    let silent = |code: &str| json!({"code": code, "silent": true});
    kernel.check(silent("out a\nvalue 7"), &["status busy", "status idle"], ok(0));
    kernel.check(silent("fail E0308"), &["status busy", "status idle"], error("E0308", 0));
    kernel.check(
        cell(""),
        &[
            "status busy",
            r#"execute_input {"code":"","execution_count":1}"#,
            "status idle",
        ],
        ok(1),
    );
    kernel.end();
}

#[test]
fn cells_outside_the_history_are_not_counted() {
    let mut kernel = Kernel::start();
    let unstored = json!({"code": "value 7", "store_history": false, "allow_stdin": false});
    kernel.check(
        unstored,
        &[
            "status busy",
            r#"execute_input {"code":"value 7","execution_count":0}"#,
            r#"execute_result {"data":{"text/plain":"7"},"execution_count":0,"metadata":{}}"#,
            "status idle",
        ],
        ok(0),
    );
    kernel.run("value 8", "ok");
    let request = json!({"hist_access_type": "tail", "n": 9, "output": true});
    let reply = kernel.ask(Shell, "history_request", request);
    assert_eq!(reply, json!({"status": "ok", "history": [[1, 1, ["value 8", "8"]]]}));
    kernel.end();
}

#[test]
fn user_expressions_are_evaluated_after_a_cell_that_succeeds() {
    let mut kernel = Kernel::start();
    let with =
        |code: &str| json!({"code": code, "silent": true, "user_expressions": {"a": "1", "b": "bad", "c": "panic"}});
    let reply = kernel.ask(Shell, "execute_request", with(""));
    let expressions = &reply["user_expressions"];
    assert_eq!(
        expressions["a"],
        json!({"status": "ok", "data": {"text/plain": "1"}, "metadata": {}})
    );
    assert_eq!(
        expressions["b"],
        json!({"status": "error", "ename": "bad", "evalue": "why", "traceback": ["trace"]})
    );
    assert_eq!(expressions["c"]["ename"], "KernelError");
    let reply = kernel.ask(Shell, "execute_request", with("fail E0308"));
    assert_eq!(reply, error("E0308", 0));
    kernel.end();
}

#[test]
fn what_was_queued_when_a_cell_failed_is_aborted() {
    let mut kernel = Kernel::start();
    let first = kernel.client.send(Shell, "execute_request", cell("gate\nfail E1"));
    kernel.expect_iopub(&first, &["status", "execute_input"]);
    let queued: Vec<_> = (0..50)
        .map(|_| kernel.client.send(Shell, "execute_request", cell("out never")))
        .collect();
    let info = kernel.client.send(Shell, "kernel_info_request", json!({}));
    kernel.settle();
    kernel.open_gate();
    assert_eq!(kernel.reply_to(&first)["status"], "error");
    kernel.expect_iopub(&first, &["error", "status"]);
    for id in queued {
        assert_eq!(kernel.reply_to(&id), json!({"status": "aborted"}));
        kernel.expect_iopub(&id, &["status", "status"]);
    }
    assert_eq!(kernel.reply_to(&info)["status"], "ok");
    kernel.expect_iopub(&info, &["status", "status"]);
    kernel.run("", "ok");
    kernel.end();
}

#[test]
fn without_stop_on_error_the_queue_goes_on() {
    let mut kernel = Kernel::start();
    let content = json!({"code": "gate\nfail E1", "stop_on_error": false, "allow_stdin": false});
    let first = kernel.client.send(Shell, "execute_request", content);
    let second = kernel.client.send(Shell, "execute_request", cell(""));
    kernel.open_gate();
    assert_eq!(kernel.reply_to(&first)["status"], "error");
    assert_eq!(kernel.reply_to(&second), ok(2));
    kernel.expect_iopub(&first, &["status", "execute_input", "error", "status"]);
    kernel.expect_iopub(&second, &["status", "execute_input", "status"]);
    kernel.end();
}

#[test]
fn ten_thousand_queued_requests_are_answered_in_order() {
    let mut kernel = Kernel::start();
    let ids: Vec<_> = (0..10_000)
        .map(|_| {
            kernel
                .client
                .send(Shell, "comm_info_request", json!({"target_name": "x"}))
        })
        .collect();
    for id in ids {
        assert_eq!(kernel.reply_to(&id), json!({"status": "ok", "comms": {}}));
        kernel.expect_iopub(&id, &["status", "status"]);
    }
    kernel.end();
}

#[test]
fn input() {
    let mut kernel = Kernel::start();
    let id = kernel
        .client
        .send(Shell, "execute_request", watched("out a\nask name?"));
    let question = kernel.client.receive(Stdin);
    assert_eq!(question.msg_type, "input_request");
    assert_eq!(question.parent.as_ref(), Some(&id));
    assert_eq!(question.content, json!({"prompt": "name?", "password": false}));
    kernel.client.send_input(
        &Received {
            id: "another question".to_owned(),
            ..question.clone()
        },
        "stale",
    );
    kernel.client.send_input(&question, "𝔸da");
    assert_eq!(kernel.reply_to(&id), ok(1));
    let shown = kernel.iopub_of(&id);
    assert_eq!(shown[2].to_string(), r#"stream {"name":"stdout","text":"a"}"#);
    assert_eq!(shown[3].to_string(), r#"stream {"name":"stdout","text":"𝔸da"}"#);
    kernel.end();
}

#[test]
fn an_answer_to_an_earlier_question_is_dropped() {
    let mut kernel = Kernel::start();
    let first = kernel.client.send(Shell, "execute_request", watched("ask 1"));
    let old = kernel.client.receive(Stdin);
    kernel.client.send_input(&old, "one");
    kernel.client.send_input(&old, "one again");
    assert_eq!(kernel.reply_to(&first), ok(1));
    kernel.iopub_of(&first);
    let second = kernel.client.send(Shell, "execute_request", watched("ask 2"));
    let new = kernel.client.receive(Stdin);
    kernel.client.send_input(&old, "late");
    kernel.client.send_input(&new, "two");
    assert_eq!(kernel.reply_to(&second), ok(2));
    let shown = kernel.iopub_of(&second);
    assert_eq!(shown[2].to_string(), r#"stream {"name":"stdout","text":"two"}"#);
    kernel.end();
}

#[test]
fn input_is_refused_where_the_client_allows_none() {
    let mut kernel = Kernel::start();
    let reply = kernel.ask(Shell, "execute_request", cell("ask name?"));
    assert_eq!(reply["ename"], "NotAllowed");
    kernel.end();
}

#[test]
fn interrupts_end_a_cell_and_nothing_else() {
    let mut kernel = Kernel::start();
    assert_eq!(
        kernel.ask(Control, "interrupt_request", json!({})),
        json!({"status": "ok"})
    );
    kernel.run("", "ok");
    for code in ["spin", "ask name?"] {
        let id = kernel.client.send(Shell, "execute_request", watched(code));
        kernel.expect_iopub(&id, &["status", "execute_input"]);
        if code != "spin" {
            kernel.client.receive(Stdin);
        }
        let interrupt = kernel.client.send(Control, "interrupt_request", json!({}));
        assert_eq!(kernel.reply_on(Control, &interrupt), json!({"status": "ok"}));
        assert_eq!(kernel.reply_to(&id)["ename"], "Interrupted", "{code}");
        kernel.expect_iopub(&interrupt, &["status", "status"]);
        kernel.expect_iopub(&id, &["error", "status"]);
    }
    kernel.run("", "ok");
    kernel.end();
}

#[test]
fn an_interrupt_between_two_steps_is_not_lost() {
    let mut kernel = Kernel::start();
    let id = kernel.client.send(Shell, "execute_request", cell("gate\nforget\nspin"));
    kernel.expect_iopub(&id, &["status", "execute_input"]);
    let interrupt = kernel.client.send(Control, "interrupt_request", json!({}));
    assert_eq!(kernel.reply_on(Control, &interrupt), json!({"status": "ok"}));
    kernel.open_gate();
    assert_eq!(kernel.reply_to(&id)["ename"], "Interrupted");
    kernel.expect_iopub(&interrupt, &["status", "status"]);
    kernel.expect_iopub(&id, &["error", "status"]);
    kernel.end();
}

#[test]
fn control_and_heartbeat_are_served_while_a_cell_runs() {
    let mut kernel = Kernel::start();
    let id = kernel.client.send(Shell, "execute_request", cell("gate"));
    kernel.expect_iopub(&id, &["status", "execute_input"]);
    assert!(kernel.client.beats());
    let info = kernel.client.send(Control, "kernel_info_request", json!({}));
    assert_eq!(kernel.reply_on(Control, &info)["language_info"]["version"], "1.2.3");
    kernel.expect_iopub(&info, &["status", "status"]);
    let wrong = kernel.client.send(Control, "execute_request", cell(""));
    assert_eq!(kernel.reply_on(Control, &wrong)["ename"], "InvalidRequest");
    kernel.expect_iopub(&wrong, &["status", "status"]);
    kernel.open_gate();
    assert_eq!(kernel.reply_to(&id), ok(1));
    kernel.expect_iopub(&id, &["status"]);
    kernel.end();
}

#[test]
fn a_panicking_evaluator_costs_one_request() {
    let mut kernel = Kernel::start();
    for (msg_type, content) in [
        ("execute_request", cell("panic")),
        ("complete_request", json!({"code": "panic", "cursor_pos": 0})),
        (
            "inspect_request",
            json!({"code": "panic", "cursor_pos": 0, "detail_level": 0}),
        ),
        ("is_complete_request", json!({"code": "panic"})),
    ] {
        let reply = kernel.ask(Shell, msg_type, content);
        assert_eq!(reply["ename"], "KernelError", "{msg_type}");
        assert_eq!(reply["evalue"], "the kernel itself panicked: as the script says");
        kernel.run("", "ok");
    }
    kernel.end();
}

#[test]
fn without_an_evaluator_cells_say_why() {
    let mut kernel = Kernel::start_with(|| Err("no rustc found".to_owned()));
    assert_eq!(kernel.ask(Shell, "kernel_info_request", json!({}))["status"], "ok");
    let reply = kernel.ask(Shell, "execute_request", cell(""));
    assert_eq!(
        (&reply["ename"], &reply["evalue"]),
        (&json!("KernelError"), &json!("no rustc found"))
    );
    let reply = kernel.ask(Shell, "complete_request", json!({"code": "", "cursor_pos": 0}));
    assert_eq!(reply["status"], "error");
    kernel.end();
}

#[test]
fn positions_are_in_code_points() {
    let mut kernel = Kernel::start();
    // The script completes the word before the cursor.
    let content = json!({"code": "let 𝔸 = é.ma", "cursor_pos": 12});
    let reply = kernel.ask(Shell, "complete_request", content);
    assert_eq!(
        reply,
        json!({"status": "ok", "matches": ["matrix"], "cursor_start": 10, "cursor_end": 12, "metadata": {
            "_jupyter_types_experimental":
                [{"start": 10, "end": 12, "text": "matrix", "type": "function", "signature": "fn()"}]}})
    );
    // And inspects the character at the cursor.
    let content = json!({"code": "let 𝔸 = é.ma", "cursor_pos": 8, "detail_level": 1});
    let reply = kernel.ask(Shell, "inspect_request", content);
    assert_eq!(
        reply,
        json!({"status": "ok", "found": true, "data": {"text/plain": "é in detail"}, "metadata": {}})
    );
    let content = json!({"code": "", "cursor_pos": 0, "detail_level": 0});
    let reply = kernel.ask(Shell, "inspect_request", content);
    assert_eq!(
        reply,
        json!({"status": "ok", "found": false, "data": {}, "metadata": {}})
    );
    kernel.end();
}

#[test]
fn completeness() {
    let mut kernel = Kernel::start();
    for (code, expected) in [
        ("x", json!({"status": "complete"})),
        ("fn f() {", json!({"status": "incomplete", "indent": "    "})),
        ("}", json!({"status": "invalid"})),
    ] {
        assert_eq!(
            kernel.ask(Shell, "is_complete_request", json!({"code": code})),
            expected
        );
    }
    kernel.end();
}

#[test]
fn comms() {
    let mut kernel = Kernel::start();
    let content = json!({"comm_id": "7", "target_name": "jupyter.widget", "data": {}});
    let open = kernel.client.send(Shell, "comm_open", content);
    let shown = kernel.iopub_of(&open);
    assert_eq!(shown[1].to_string(), r#"comm_close {"comm_id":"7","data":{}}"#);
    for msg_type in ["comm_msg", "comm_close", "some_day_request"] {
        let id = kernel.client.send(Shell, msg_type, json!({"comm_id": "7", "data": {}}));
        kernel.expect_iopub(&id, &["status", "status"]);
    }
    kernel.end();
}

#[test]
fn requests_of_the_wrong_shape_are_answered() {
    let mut kernel = Kernel::start();
    for (msg_type, content) in [
        ("execute_request", json!({})),
        ("complete_request", json!({"code": "", "cursor_pos": "1"})),
        ("history_request", json!({"hist_access_type": "all"})),
        ("shutdown_request", json!({"restart": "maybe"})),
    ] {
        let reply = kernel.ask(Shell, msg_type, content);
        assert_eq!(reply["ename"], "InvalidRequest", "{msg_type}");
    }
    kernel.end();
}

#[test]
fn frames_that_are_no_message_are_dropped() {
    let mut kernel = Kernel::start();
    for channel in [Shell, Control, Stdin] {
        kernel.client.send_frames(channel, vec![vec![]]);
        kernel.client.send_frames(channel, vec![b"<IDS|MSG>".to_vec()]);
        kernel.client.send_frames(channel, vec![vec![0xff; 300]; 9]);
        kernel
            .client
            .send_frames(channel, vec![b"<IDS|MSG>".to_vec(), vec![], b"{}".to_vec()]);
    }
    kernel.run("", "ok");
    kernel.end();
}

#[test]
fn shutdown_stops_a_cell_and_answers_everything() {
    let mut kernel = Kernel::start();
    let running = kernel.client.send(Shell, "execute_request", cell("spin"));
    kernel.expect_iopub(&running, &["status", "execute_input"]);
    let queued = kernel.client.send(Shell, "execute_request", cell(""));
    kernel.settle();
    let shutdown = kernel
        .client
        .send(Control, "shutdown_request", json!({"restart": true}));
    assert_eq!(
        kernel.reply_on(Control, &shutdown),
        json!({"status": "ok", "restart": true})
    );
    assert_eq!(kernel.reply_to(&running)["ename"], "Interrupted");
    assert_eq!(kernel.reply_to(&queued), json!({"status": "aborted"}));
    kernel.expect_iopub(&shutdown, &["status"]);
    kernel.expect_iopub(&running, &["error", "status"]);
    kernel.expect_iopub(&queued, &["status", "status"]);
    kernel.expect_iopub(&shutdown, &["status"]);
    kernel.ended();
}

#[test]
fn shutdown_lets_the_evaluator_clean_up() {
    let (cleaned_up, done) = crossbeam_channel::bounded(1);
    let mut kernel = Kernel::start();
    kernel.at_drop(cleaned_up);
    kernel.run("", "ok");
    kernel.end();
    assert_eq!(done.try_recv(), Ok(()));
}

#[test]
fn the_history_outlives_the_kernel() {
    let history = tempfile::tempdir().unwrap();
    let file = history.path().join("history.jsonl");
    let mut first = Kernel::start_in(&file);
    first.run("value 1", "ok");
    first.run("fail E1", "error");
    first.end();
    let mut second = Kernel::start_in(&file);
    let request = json!({"hist_access_type": "search", "pattern": "*", "output": false, "raw": true});
    let reply = second.ask(Shell, "history_request", request);
    assert_eq!(reply["history"], json!([[1, 1, "value 1"], [1, 2, "fail E1"]]));
    second.end();
}
