// Dropping files, and how far an upload and the work on it are. Without this the form is sent as any other.
export function watchIntake() {
  const form = document.querySelector("form[data-intake]");
  if (form) watchForm(form);
  const delivery = document.querySelector('[data-delivery="true"]');
  if (delivery) watchDelivery(delivery);
}

function watchForm(form) {
  const zone = form.querySelector("[data-drop]");
  const inputs = [...form.querySelectorAll("input[type=file]")];
  const chosen = form.querySelector("[data-chosen]");
  let dropped = [];

  const files = () => [
    ...dropped,
    ...inputs.flatMap((input) => [...input.files].map((file) => ({ file, name: file.webkitRelativePath || file.name }))),
  ];
  const show = () => {
    const all = files();
    chosen.hidden = all.length === 0;
    const lines = all.slice(0, 12).map(({ file, name }) => `${name} (${size(file.size)})`);
    if (all.length > 12) lines.push(`… +${all.length - 12}`);
    chosen.replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
  };
  for (const input of inputs) input.addEventListener("change", show);

  let depth = 0;
  const over = (inside) => zone.classList.toggle("over", inside);
  zone.addEventListener("dragenter", (event) => { event.preventDefault(); depth += 1; over(true); });
  zone.addEventListener("dragleave", () => { depth -= 1; over(depth > 0); });
  zone.addEventListener("dragover", (event) => event.preventDefault());
  zone.addEventListener("drop", async (event) => {
    event.preventDefault();
    depth = 0;
    over(false);
    // Entries are gone once the event is over: taken first, walked then.
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const plain = [...event.dataTransfer.files];
    const found = entries.length ? (await Promise.all(entries.map((entry) => walk(entry, "")))).flat() : plain.map((file) => ({ file, name: file.name }));
    dropped = [...dropped, ...found];
    show();
  });

  form.addEventListener("submit", (event) => {
    const all = files();
    if (all.length === 0) return;
    event.preventDefault();
    send(form, all);
  });
}

async function walk(entry, prefix) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [{ file, name: prefix + entry.name }];
  }
  const reader = entry.createReader();
  const children = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) break;
    children.push(...some);
  }
  return (await Promise.all(children.map((child) => walk(child, `${prefix}${entry.name}/`)))).flat();
}

function send(form, all) {
  const data = new FormData();
  // The token comes first, or nothing is taken.
  for (const field of form.elements) {
    if (field.name && field.type !== "file" && field.type !== "submit") data.append(field.name, field.value);
  }
  for (const { file, name } of all) data.append("files", file, name);
  const box = form.querySelector("[data-upload]");
  const bar = box.querySelector("progress");
  const text = box.querySelector("[data-upload-text]");
  const button = form.querySelector("button[type=submit]");
  box.hidden = false;
  button.disabled = true;
  const request = new XMLHttpRequest();
  const began = performance.now();
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    bar.max = total;
    bar.value = loaded;
    const left = ((performance.now() - began) / 1000) * ((total - loaded) / Math.max(loaded, 1));
    text.textContent = `${text.dataset.sending} ${size(loaded)} / ${size(total)} · ${Math.ceil(left)} s`;
  });
  request.addEventListener("load", () => {
    // The answer of a good upload is the page of the delivery; a problem is a page too.
    if (request.status < 400 && request.responseURL) {
      location.assign(request.responseURL);
      return;
    }
    button.disabled = false;
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    text.textContent = page.querySelector(".problem")?.textContent || text.dataset.failed;
  });
  request.addEventListener("error", () => {
    button.disabled = false;
    text.textContent = text.dataset.failed;
  });
  request.open("POST", form.action);
  request.send(data);
}

async function watchDelivery(delivery) {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 800));
    const url = new URL(location.href);
    url.searchParams.set("part", "1");
    try {
      const response = await fetch(url, { headers: { accept: "text/html" } });
      const part = new DOMParser().parseFromString(await response.text(), "text/html");
      if (!response.ok || !part.querySelector(".working")) break;
      delivery.replaceChildren(...part.body.childNodes);
    } catch {
      continue;
    }
  }
  location.reload();
}

function size(bytes) {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
