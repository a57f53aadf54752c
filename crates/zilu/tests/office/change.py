"""Opens a workbook in LibreOffice, puts texts into cells as a person types them, and saves it.

Usage: change.py WORKBOOK CHANGES, where CHANGES has a line per cell: row (from 1), heading, text; separated by tabs.
"""
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue


def option(name, value):
    return PropertyValue(Name=name, Value=value)


def connect(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(600):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            time.sleep(0.2)
    sys.exit("LibreOffice does not answer")


def main(workbook, changes):
    with tempfile.TemporaryDirectory() as profile:
        pipe = Path(profile).name
        office = subprocess.Popen(
            [
                "soffice", "--headless", "--norestore", "--nologo", "--nodefault",
                f"-env:UserInstallation=file://{profile}", f"--accept=pipe,name={pipe};urp;",
            ]
        )
        context = connect(pipe)
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        url = Path(workbook).resolve().as_uri()
        document = desktop.loadComponentFromURL(url, "_blank", 0, (option("Hidden", True),))
        sheet = document.Sheets.getByIndex(0)
        headings = {}
        for column in range(200):
            heading = sheet.getCellByPosition(column, 0).String
            if not heading:
                break
            headings[heading] = column
        for line in Path(changes).read_text(encoding="utf-8").splitlines():
            row, heading, text = line.split("\t")
            cell = sheet.getCellByPosition(headings[heading], int(row) - 1)
            # The cells are formatted as text: what is typed into them stays a text.
            if text.isdigit():
                cell.String = text
            else:
                cell.setFormula(text)
        document.storeToURL(url, (option("FilterName", "Calc MS Excel 2007 XML"),))
        document.close(True)
        try:
            desktop.terminate()
        except Exception:
            pass
        office.wait(60)


main(*sys.argv[1:3])
