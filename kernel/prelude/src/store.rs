//! The variables of the notebook, between cells.

use std::collections::HashMap;
use std::mem::{align_of, size_of};
use std::rc::Rc;

/// Holds each variable by name. A cell takes those it mentions and puts them back when it ends.
///
/// The kernel writes both sides of every call and knows each variable's type, so that a name is taken with the type it
/// was put with. A type that the learner defined is compiled anew in each cell and has no stable `TypeId`; its layout
/// is the same as long as its definition is, and the kernel drops variables of a type that was redefined.
#[derive(Default)]
pub struct Store {
    slots: HashMap<String, Slot>,
    /// By the name of what they check.
    checks: HashMap<&'static str, Check>,
    /// By which of its returns the cell that runs has ended, once it has.
    exit: Option<u32>,
}

/// A check of what is in a store.
type Check = Rc<dyn Fn(&Store)>;

struct Slot {
    value: *mut (),
    size: usize,
    align: usize,
    drop: unsafe fn(*mut ()),
}

impl Store {
    /// Keeps `value` under `name`, dropping what was there. The kernel reads the type of the put with the number `_number` in
    /// what rustc tells of the cell.
    pub fn put<T: 'static>(&mut self, _number: usize, name: &str, value: T) {
        let value = Box::into_raw(Box::new(value)).cast();
        self.insert(
            name,
            Slot {
                value,
                size: size_of::<T>(),
                align: align_of::<T>(),
                drop: drop_box::<T>,
            },
        );
    }

    /// Moves the variable out.
    ///
    /// # Panics
    /// If there is none of that name, or of another layout.
    pub fn take<T: 'static>(&mut self, name: &str) -> T {
        let value = self.remove(name, size_of::<T>(), align_of::<T>());
        // SAFETY: `put` made the pointer from a box of a type that the kernel has named as `T` ever since.
        unsafe { *Box::from_raw(value.cast::<T>()) }
    }

    /// Notes by which of its returns the cell has ended; 0 stands for its end. All variables are back by then.
    pub fn leave_at(&mut self, exit: u32) {
        self.exit = Some(exit);
    }

    /// What was noted last, if it was since this was asked before.
    pub(crate) fn take_exit(&mut self) -> Option<u32> {
        self.exit.take()
    }

    /// Forgets the variable, dropping its value.
    pub fn discard(&mut self, name: &str) {
        self.slots.remove(name);
    }

    /// Keeps a check of the item `name`.
    pub fn prepare_check(&mut self, name: &'static str, check: fn()) {
        self.keep_check(name, Rc::new(move |_| check()));
    }

    /// Keeps a check of the variable `name`, of the type that `value` has.
    pub fn prepare_check_of<T: 'static>(&mut self, name: &'static str, _value: &T, check: fn(&T)) {
        self.keep_check(name, Rc::new(move |store| check(store.get(name))));
    }

    fn keep_check(&mut self, name: &'static str, check: Check) {
        self.checks.insert(name, check);
    }

    /// Runs the check that was prepared under `name`.
    ///
    /// # Panics
    /// If there is none.
    pub fn check(&self, name: &str) {
        let check = self
            .checks
            .get(name)
            .unwrap_or_else(|| panic!("no check of `{name}` is prepared"));
        check(self);
    }

    fn get<T: 'static>(&self, name: &str) -> &T {
        let slot = self.slots.get(name).unwrap_or_else(|| no_variable(name));
        slot.assert_layout(name, size_of::<T>(), align_of::<T>());
        // SAFETY: as for `take`; the value stays where it is as long as the store is borrowed.
        unsafe { &*slot.value.cast::<T>() }
    }

    fn insert(&mut self, name: &str, slot: Slot) {
        self.slots.insert(name.to_owned(), slot);
    }

    fn remove(&mut self, name: &str, size: usize, align: usize) -> *mut () {
        let slot = self.slots.remove(name).unwrap_or_else(|| no_variable(name));
        slot.assert_layout(name, size, align);
        let value = slot.value;
        std::mem::forget(slot);
        value
    }
}

impl Slot {
    fn assert_layout(&self, name: &str, size: usize, align: usize) {
        assert!(
            self.size == size && self.align == align,
            "the variable `{name}` has another type"
        );
    }
}

fn no_variable(name: &str) -> ! {
    panic!("there is no variable `{name}`")
}

impl Drop for Slot {
    fn drop(&mut self) {
        // SAFETY: `drop` is `drop_box::<T>` of the type behind `value`, and a slot drops once.
        unsafe { (self.drop)(self.value) }
    }
}

/// # Safety
/// `value` comes from `Box::<T>::into_raw` and is not used again.
unsafe fn drop_box<T>(value: *mut ()) {
    // SAFETY: by contract.
    drop(unsafe { Box::from_raw(value.cast::<T>()) });
}
