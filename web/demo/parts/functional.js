// Stands in for a chat window or a remembered setting: it says that it ran,
// and keeps one cookie.
document.cookie = "demo_functional=1;Path=/;Max-Age=86400;SameSite=Lax";
document.dispatchEvent(new CustomEvent("demo:ran", { detail: "functional" }));
