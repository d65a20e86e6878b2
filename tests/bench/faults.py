"""What a fault in a cell costs, in Meno and in evcxr_jupyter: the rows of the fault matrix that both can take."""

from kernels import Cell, Fault

ROWS = {
    "panic": 'panic!("no")',
    "panic in drop": "struct D; impl Drop for D { fn drop(&mut self) { panic!() } } let _d = D; panic!();",
    "segfault": "unsafe { std::ptr::null_mut::<i32>().add(1).write_volatile(1) }",
    "stack overflow": "fn f(n: u64) -> u64 { if n == u64::MAX { 0 } else { f(n + 1) + 1 } } f(std::hint::black_box(0))",
    "abort": "std::process::abort()",
    "exit": "std::process::exit(3)",
    "brackets 100,000 deep": "{" * 100_000,
}

KEPT = Cell("a variable", "let kept = vec![1, 2];")
LOOK = Cell("the variable again", "kept.len()", shows="2")
NEXT = Cell("another cell", "1 + 1", shows="2")


def print_faults(kinds):
    columns = [f"{kind.name}: {promise}" for kind in kinds for promise in ("next cell works", "variables kept")]
    print("| fault | " + " | ".join(columns) + " |\n|---|" + "---|" * len(columns))
    for name, code in ROWS.items():
        seen = [seen for kind in kinds for seen in after(kind, code)]
        print(f"| {name} | " + " | ".join("yes" if good else "**no**" for good in seen) + " |", flush=True)


def after(kind, code):
    """Whether the next cell works, and whether variables are there, after a cell of `code`."""
    with kind() as kernel:
        kernel.run(KEPT)
        try:
            # Whatever it says.
            kernel.run(Cell("the fault", code, fails=""))
        except Fault:
            pass
        return works(kernel, NEXT), works(kernel, LOOK)


def works(kernel, cell):
    try:
        kernel.run(cell)
        return True
    except Fault:
        return False
