//! The variables of the notebook, between cells.

use std::collections::HashMap;
use std::mem::{align_of, size_of};

/// Holds each variable by name. A cell takes those it mentions and puts them back when it ends.
///
/// The kernel writes both sides of every call and knows each variable's type, so that a name is taken with the type it
/// was put with. A type that the learner defined is compiled anew in each cell and has no stable `TypeId`; its layout
/// is the same as long as its definition is, and the kernel drops variables of a type that was redefined.
#[derive(Default)]
pub struct Store {
    slots: HashMap<String, Slot>,
}

struct Slot {
    value: *mut (),
    size: usize,
    align: usize,
    drop: unsafe fn(*mut ()),
}

impl Store {
    /// Keeps `value` under `name`, dropping what was there.
    pub fn put<T: 'static>(&mut self, name: &str, value: T) {
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

    /// Forgets the variable, dropping its value.
    pub fn discard(&mut self, name: &str) {
        self.slots.remove(name);
    }

    fn insert(&mut self, name: &str, slot: Slot) {
        self.slots.insert(name.to_owned(), slot);
    }

    fn remove(&mut self, name: &str, size: usize, align: usize) -> *mut () {
        let slot = self
            .slots
            .remove(name)
            .unwrap_or_else(|| panic!("there is no variable `{name}`"));
        assert!(
            slot.size == size && slot.align == align,
            "the variable `{name}` has another type"
        );
        let value = slot.value;
        std::mem::forget(slot);
        value
    }
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
