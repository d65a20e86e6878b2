fn main() {
    meno::engine::evcxr::play_role();
}
