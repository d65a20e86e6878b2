use super::*;

#[test]
fn settings_are_read_as_they_are_written() {
    #[track_caller]
    fn check(text: &str, expected: Setting) {
        assert_eq!(Setting::parse(text), Ok(expected));
        assert_eq!(expected.to_string(), text);
    }
    check("memory=512MB", Setting::Memory(Memory::Bytes(512 * MB)));
    check("memory=2GB", Setting::Memory(Memory::Bytes(2000 * MB)));
    check("memory=auto", Setting::Memory(Memory::Available));
    check("memory=off", Setting::Memory(Memory::Unlimited));
    check("states=1GB", Setting::States(Memory::Bytes(1000 * MB)));
    check("states=auto", Setting::States(Memory::Available));
    check("states=off", Setting::States(Memory::Unlimited));
    check("time=60s", Setting::Time(Some(Duration::from_secs(60))));
    check("time=500ms", Setting::Time(Some(Duration::from_millis(500))));
    check("time=off", Setting::Time(None));
    check("output=1MB", Setting::Output(Some(MB)));
    check("output=off", Setting::Output(None));
    check("processes=64", Setting::Processes(Some(64)));
    check("processes=0", Setting::Processes(Some(0)));
    check("processes=off", Setting::Processes(None));
    assert_eq!(Setting::parse("output=1500kb"), Ok(Setting::Output(Some(1_500_000))));
    assert_eq!(
        Setting::parse("time=2min"),
        Ok(Setting::Time(Some(Duration::from_secs(120))))
    );
}

#[test]
fn the_examples_are_settings() {
    for (name, example, _) in SETTINGS {
        assert!(Setting::parse(&format!("{name}={example}")).is_ok());
    }
    assert_eq!(
        Limits::default().settings().map(|setting| setting.to_string()),
        ["memory=auto", "time=off", "output=10MB", "processes=64", "states=auto"]
    );
}

#[test]
fn mistakes_are_told() {
    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(Setting::parse(text), Err(expected.to_owned()));
    }
    check("memroy=1GB", "there is no limit `memroy`; did you mean `memory`?");
    check(
        "disk=1GB",
        "there is no limit `disk`; there are `memory`, `time`, `output`, `processes` and `states`",
    );
    check(
        "memory=512",
        "`512` is no limit of memory: write `memory=512MB`, `memory=auto` or `memory=off`",
    );
    check(
        "states=",
        "`` is no limit of states: write `states=1GB`, `states=auto` or `states=off`",
    );
    check("time", "`` is no limit of time: write `time=60s` or `time=off`");
    check("time=0s", "`0s` is no limit of time: write `time=60s` or `time=off`");
    check(
        "output=-1MB",
        "`-1MB` is no limit of output: write `output=1MB` or `output=off`",
    );
    check(
        "processes=many",
        "`many` is no limit of processes: write `processes=64` or `processes=off`",
    );
    check(
        "memory=99999999999999GB",
        "`99999999999999GB` is no limit of memory: write `memory=512MB`, `memory=auto` or `memory=off`",
    );
}
