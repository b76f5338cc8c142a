"""Gathers English text from packages of the Debian archive.

The result is a list of documents; a document is a list of sentences that
follow each other in the source, so that longer contexts stay coherent.
"""
import gzip
import hashlib
import html
import re
from pathlib import Path

WORDNET_FOLDER = Path("/usr/share/wordnet")
BIBLE_COMMAND = ["bible", "-f", "gen1:1-rev22:21"]
JARGON_FILE = Path("/usr/share/dictd/jargon.dict.dz")
HELP_FOLDER = Path("/usr/share/libreoffice/help/en-US/text")

SENTENCE_END = re.compile(r'(?<=[.!?])["\')]*\s+(?=["\'(]*[A-Z])')


def clean(text):
    return re.sub(r"\s+", " ", text).strip()


def as_sentence(text):
    """Gives a gloss or an example the outward form of an English sentence."""
    text = clean(text)
    if not text:
        return ""
    text = text[0].upper() + text[1:]
    return text if text[-1] in ".!?" else text + "."


def split_sentences(paragraph):
    return [s for s in SENTENCE_END.split(clean(paragraph)) if len(s) > 1]


def wordnet_documents():
    """One document a synset: its words, its definition, its examples."""
    for part in ("noun", "verb", "adj", "adv"):
        path = WORDNET_FOLDER / f"data.{part}"
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith(" ") or "|" not in line:
                continue
            fields, gloss = line.split("|", 1)
            fields = fields.split(" ")
            word = re.sub(r"\([a-z]+\)$", "", fields[4]).replace("_", " ")
            examples = re.findall(r'"([^"]+)"', gloss)
            definition = clean(re.sub(r'"[^"]*"', "", gloss)).strip(" ;:,-")
            sentences = []
            if definition:
                sentences.append(as_sentence(f"{word}: {definition}"))
            sentences += [as_sentence(e) for e in examples if " " in e]
            yield sentences


def bible_documents():
    """One document a chapter, one sentence (or more) a verse."""
    import subprocess
    output = subprocess.run(BIBLE_COMMAND, stdin=subprocess.DEVNULL, check=True,
                            capture_output=True, text=True, errors="replace").stdout
    chapter, sentences = None, []
    for line in output.splitlines():
        match = re.match(r"(\S+?\d+):\d+ (.+)", line)
        if not match:
            continue
        if match.group(1) != chapter and sentences:
            yield sentences
            sentences = []
        chapter = match.group(1)
        sentences += split_sentences(re.sub(r"[\[\]{}]", "", match.group(2)))
    if sentences:
        yield sentences


def jargon_documents():
    """One document an entry of the Jargon File; only its prose is kept."""
    text = gzip.decompress(JARGON_FILE.read_bytes()).decode("utf-8", "replace")
    for entry in re.split(r"\n(?=\S)", text):
        paragraphs = re.split(r"\n\s*\n", entry)
        sentences = []
        for paragraph in paragraphs[1:]:
            paragraph = re.sub(r"[{}]", "", clean(paragraph))
            paragraph = re.sub(r"^(\[[^\]]*\]\s*|\d+\.\s+)+", "", paragraph)
            if len(paragraph) > 40 and paragraph.endswith((".", "!", "?", ")")):
                sentences += split_sentences(paragraph)
        if sentences:
            yield sentences


def help_documents():
    """One document a page of the LibreOffice help; its paragraphs only."""
    seen = set()
    for path in sorted(HELP_FOLDER.rglob("*.html")):
        page = path.read_text(encoding="utf-8", errors="replace")
        sentences = []
        for body in re.findall(r'<p [^>]*class="(?:paragraph|listitem|note|tip)"[^>]*>(.*?)</p>',
                               page, re.S):
            text = clean(html.unescape(re.sub(r"<[^>]+>", "", body)))
            # Help pages share many stock sentences; one copy of each is enough.
            for sentence in split_sentences(text):
                if len(sentence) > 20 and sentence[-1] in ".!?:" and sentence not in seen:
                    seen.add(sentence)
                    sentences.append(sentence)
        if sentences:
            yield sentences


SOURCES = {
    "wordnet-base": wordnet_documents,
    "bible-kjv-text": bible_documents,
    "dict-jargon": jargon_documents,
    "libreoffice-help-en-us": help_documents,
}


def is_held_out(document):
    """About 2 % of the documents, chosen by content so that order is irrelevant."""
    digest = hashlib.sha256(" ".join(document).encode("utf-8")).digest()
    return digest[0] < 5


def load():
    """Returns (training documents, held-out documents, size per source)."""
    training, held_out, sizes = [], [], {}
    for name, source in SOURCES.items():
        documents = [d for d in source() if d]
        sizes[name] = {
            "documents": len(documents),
            "sentences": sum(map(len, documents)),
            "characters": sum(len(s) for d in documents for s in d),
        }
        for document in documents:
            (held_out if is_held_out(document) else training).append(document)
    return training, held_out, sizes


if __name__ == "__main__":
    train, test, figures = load()
    for source_name, size in figures.items():
        print(source_name, size)
    print("training documents", len(train), "held-out documents", len(test))
