use super::*;

#[test]
fn nothing_is_said_where_nothing_is_sure() {
    let strange = Complaint {
        code: "E0308".to_owned(),
        message: "mismatched types".to_owned(),
        label: "expected one thing, found another".to_owned(),
        ..Complaint::default()
    };
    assert_eq!(on(&strange, &Scope::default()), None);
    for (codes, _) in LESSONS {
        for code in codes {
            let empty = Complaint {
                code: (*code).to_owned(),
                ..Complaint::default()
            };
            assert_eq!(on(&empty, &Scope::default()), None, "{code}");
        }
    }
}
