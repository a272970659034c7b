// Draws the operations of one subject.
const place = document.getElementById("operations");
SwaggerUIBundle({
  url: place.dataset.address,
  domNode: place,
  presets: [SwaggerUIBundle.presets.apis],
  docExpansion: "list",
  defaultModelsExpandDepth: -1,
  persistAuthorization: true,
  requestInterceptor: (request) => {
    request.headers["X-CSRFToken"] = place.dataset.csrf;
    return request;
  },
});
