// Before anything is painted: the language and the colours that were chosen, so that nothing flashes.
;(function () {
  try {
    var chosen = localStorage.getItem("luminalib.colors")
    var isDark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches)
    document.documentElement.setAttribute("data-mantine-color-scheme", isDark ? "dark" : "light")
    var language = localStorage.getItem("luminalib.language")
    if (language) document.documentElement.lang = language
  } catch {
    // Storage is closed to us: the system's choice holds.
  }
})()
