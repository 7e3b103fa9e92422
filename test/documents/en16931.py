"""Runs the official validation of EN 16931 (an XSLT) over UBL files: `en16931.py XSLT FILE...` prints one JSON object, file by file the failures."""
import json
import sys
import xml.etree.ElementTree as ElementTree

from saxonche import PySaxonProcessor

FAILURE = "{http://purl.oclc.org/dsdl/svrl}failed-assert"


def main(stylesheet, files):
    with PySaxonProcessor(license=False) as processor:
        validate = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=stylesheet)
        answers = {}
        for file in files:
            report = validate.transform_to_string(source_file=file)
            failures = ElementTree.fromstring(report.encode()).iter(FAILURE)
            answers[file] = sorted({f"{one.get('flag')} {one.get('id')}" for one in failures})
        print(json.dumps(answers))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
