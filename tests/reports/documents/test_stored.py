"""Documents as plain values: the same document comes back, and figures get or lose their addresses."""

import datetime
import json

from reports.documents.blocks import Figure, Imprint, Paragraph, RedHead, Table
from reports.documents.html import fragment
from reports.documents.pdf import render_pdf
from reports.documents.stored import digest, from_store, linked, to_store
from tests.reports.documents.sample import LINK, sample_document


def whole(**changes):
    return sample_document(
        red_head=RedHead("云川区总工会文件", "云总工〔2021〕12号"),
        imprint=Imprint("区委办公室", "云川区总工会办公室", datetime.date(2021, 7, 6)),
        **changes,
    )


def test_a_document_survives_being_stored_as_json():
    kept = json.loads(json.dumps(to_store(whole()), ensure_ascii=False))
    assert from_store(kept) == whole()
    assert fragment(from_store(kept)) == fragment(whole())
    assert render_pdf(from_store(kept)) == render_pdf(whole())


def test_the_digest_tells_documents_apart():
    assert digest(whole()) == digest(whole())
    assert digest(whole()) != digest(whole(watermark="未定稿"))
    assert digest(whole()) != digest(sample_document())


def test_figures_lose_their_addresses_and_get_those_of_the_site():
    document = whole(blocks=(Paragraph(("会员", Figure("8人", "a.b", "/figures/a.b/?period=2021H1"))),))
    assert "href" not in fragment(linked(document, ""))
    inside = linked(document, "https://union.example/")
    assert 'href="https://union.example/figures/a.b/?period=2021H1"' in fragment(inside)
    everywhere = json.dumps(to_store(linked(whole(), "")), ensure_ascii=False)
    assert LINK not in everywhere
    tables = [block for block in linked(whole(), "").appendices[0].blocks if isinstance(block, Table)]
    assert [cell.href for cell in tables[0].rows[1] if isinstance(cell, Figure)] == [None]
