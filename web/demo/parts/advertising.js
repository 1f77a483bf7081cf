// Stands in for an advertising tag: it says that it ran, keeps one cookie, and
// asks for one pixel.
document.cookie = "demo_advertising=1;Path=/;Max-Age=86400;SameSite=Lax";
new Image().src = "/demo/parts/pixel.svg?from=advertising";
document.dispatchEvent(new CustomEvent("demo:ran", { detail: "advertising" }));
