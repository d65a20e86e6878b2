//! The exercises of the Meno course, and how their answers are judged.
