"""jupyter_kernel_test's cases, with every attribute set that they ask for, so that none is skipped."""

import unittest

from jupyter_kernel_test import IopubWelcomeTests, KernelTests

ATTRIBUTES = [
    name
    for name in vars(KernelTests)
    if name.startswith(("code_", "supported_")) or name.endswith(("_samples", "_name", "_extension"))
]

FIGURE = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>'


class MenoTests(KernelTests):
    kernel_name = "meno"
    language_name = "rust"
    file_extension = ".rs"

    code_hello_world = 'println!("hello, world");'
    code_stderr = 'eprintln!("oh no");'
    # One message is expected. The compiler's refusal has a card beside it, as has a panic that there is a lesson on.
    code_generate_error = 'panic!("seven")'
    code_clear_output = "clear_output(false);"

    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": '"ab".repeat(2)', "result": '"abab"'},
        {"code": "dmatrix![1.0, 2.0; 3.0, 4.0]", "mime": "text/latex"},
    ]
    code_display_data = [
        {"code": "%help check", "mime": "text/markdown"},
        {
            "code": f'println!("EVCXR_BEGIN_CONTENT image/svg+xml\\n{{}}\\nEVCXR_END_CONTENT", r#"{FIGURE}"#);',
            "mime": "image/svg+xml",
        }
    ]

    completion_samples = [
        {"text": "%lsm", "matches": ["%lsmagic"]},
        {"text": "%check are_c", "matches": ["are_compatible"]},
    ]
    code_inspect_sample = "%check"

    complete_code_samples = [
        "1",
        "let x = 5;",
        "fn square(x: f64) -> f64 {\n    x * x\n}",
        "%check projector",
        "",
    ]
    incomplete_code_samples = [
        "fn square(x: f64) -> f64 {",
        'let s = "open',
        "dmatrix![1.0, 2.0;",
        "/* a comment",
    ]
    invalid_code_samples = ["let x = );", "fn }", "1 ]"]

    code_history_pattern = "6 [*] ?"
    supported_history_operations = ("tail", "range", "search")

    def test_nothing_is_left_out(self):
        """A case without its attribute would be skipped, which is easily overlooked."""
        self.assertGreaterEqual(len(ATTRIBUTES), 17)
        unset = [name for name in ATTRIBUTES if not getattr(self, name)]
        self.assertEqual(unset, ["code_page_something"])

    # Help is shown below its cell, where an executed notebook has it as well: nothing asks for a pager.
    test_pager = None


class MenoIopubWelcomeTests(IopubWelcomeTests):
    kernel_name = "meno"
    support_iopub_welcome = True


# The bases are cases of their own, for another kernel, wherever a test runner finds them.
del IopubWelcomeTests, KernelTests

if __name__ == "__main__":
    unittest.main()
