(function () {
  var form = document.getElementById("the-filter"), words = form.elements.words, topic = form.elements.topic;
  var items = Array.prototype.slice.call(document.querySelectorAll("[data-topics]"));
  var sections = Array.prototype.slice.call(document.querySelectorAll("section[id]"));
  var texts = items.map(function (item) { return plain(item.textContent); });
  function plain(text) { return text.normalize("NFKC").toLowerCase(); }
  function apply() {
    var wanted = plain(words.value).split(/\s+/), under = topic.value ? "|" + topic.value + "|" : "", shown = 0;
    items.forEach(function (item, at) {
      var fits = item.getAttribute("data-topics").indexOf(under) >= 0 &&
        wanted.every(function (word) { return texts[at].indexOf(word) >= 0; });
      item.hidden = !fits;
      shown += fits;
    });
    sections.forEach(function (section) {
      section.hidden = !section.querySelector("[data-topics]:not([hidden])");
      Array.prototype.forEach.call(section.querySelectorAll(".k"), function (head) {
        head.hidden = !section.querySelector(".l[data-topics]:not([hidden])");
      });
    });
    document.getElementById("how-many").textContent = shown + " of " + items.length + " shown";
  }
  form.addEventListener("input", apply);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.hidden = false;
  apply();
})();
