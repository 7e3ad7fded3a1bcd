// A photograph is made smaller before it is sent and shown at once; a file that is too big is told before it is sent.
// Words are the field's: data-… of its hint.
(() => {
  const SIDE = 2048, ENOUGH = 1024 * 1024, QUALITY = 0.85, PREVIEW = 96;
  const megabytes = (size) => (size / 1048576).toFixed(1);
  const drawn = (picture, side) => {
    const part = Math.min(1, side / Math.max(picture.width, picture.height)), canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * part));
    canvas.height = Math.max(1, Math.round(picture.height * part));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas;
  };
  const smaller = async (file, picture) => {
    if (file.size <= ENOUGH) return file;
    const blob = await new Promise((done) => drawn(picture, SIDE).toBlob(done, "image/jpeg", QUALITY));
    return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg", lastModified: file.lastModified }) : file;
  };
  const ready = async (input) => {
    const box = input.closest("[data-upload]"), told = box?.querySelector("[data-told]"), file = input.files[0];
    if (!told) return;
    box.querySelector("canvas")?.remove();
    told.textContent = "";
    if (!file) return;
    let kept = file;
    if (/^image\/(jpeg|png|webp)$/.test(file.type)) {
      try {
        const picture = await createImageBitmap(file);
        kept = await smaller(file, picture);
        if (input.files[0] !== file) return; // another one was chosen meanwhile
        const small = drawn(picture, PREVIEW);
        small.setAttribute("role", "img");
        small.setAttribute("aria-label", file.name);
        told.before(small);
        picture.close();
      } catch { /* no picture after all: the server says what it thinks of it */ }
    }
    if (kept !== file) {
      const list = new DataTransfer();
      list.items.add(kept);
      input.files = list.files;
    }
    const word = kept.size > Number(box.dataset.most) ? box.dataset.big : kept === file ? box.dataset.whole : box.dataset.small;
    told.textContent = word.replace("{size}", megabytes(kept.size)).replace("{was}", megabytes(file.size)).replace("{most}", megabytes(box.dataset.most));
  };
  document.addEventListener("change", (event) => { if (event.target.matches?.("[data-upload] input[type=file]")) ready(event.target); });
})();
