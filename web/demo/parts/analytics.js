// Stands in for a page counter: it says that it ran, keeps one cookie, and
// asks for one pixel.
document.cookie = "demo_analytics=1;Path=/;Max-Age=86400;SameSite=Lax";
new Image().src = "/demo/parts/pixel.svg?from=analytics";
document.dispatchEvent(new CustomEvent("demo:ran", { detail: "analytics" }));
