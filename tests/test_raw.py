from copydesk.raw import Ignored, RawText, read


def test_a_folder_of_texts_and_records(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.txt").write_bytes("Zwei Brücken.\r\n".encode())
    (tmp_path / "c.jsonl").write_text('{"id": "r1", "text": "One bridge.", "date": "2023-06-26"}\n')
    (tmp_path / "README.md").write_text("about")
    items = list(read(tmp_path))
    texts = [item for item in items if isinstance(item, RawText)]
    assert [(raw.doc_id, raw.text, raw.file) for raw in texts] == [
        ("a.b", "Zwei Brücken.\r\n", "a/b.txt"),
        ("r1", "One bridge.", "c.jsonl"),
    ]
    assert [item.input for item in items if isinstance(item, Ignored)] == ["README.md"]
