<?php
// The few functions of WordPress that the plugin calls, and a page, so that the
// recipe can be tried without WordPress.
$hooks = [];
function add_action($name, $fn, $priority = 10) { add_filter($name, $fn, $priority); }
function add_filter($name, $fn, $priority = 10, $takes = 1) { global $hooks; $hooks[$name][$priority][] = $fn; ksort($hooks[$name]); }
function apply_filters($name, $value, ...$more) {
	global $hooks;
	foreach (array_merge(...($hooks[$name] ?? [[]])) as $fn) $value = $fn($value, ...$more);
	return $value;
}
function esc_url($s) { return htmlspecialchars($s, ENT_QUOTES); }
function esc_attr($s) { return htmlspecialchars($s, ENT_QUOTES); }

require $argv[1];
add_action('wp_head', function () {
	echo apply_filters('script_loader_tag', "<script type='text/javascript' src='/stats.js' id='shop-stats-js'></script>\n", 'shop-stats');
	echo apply_filters('script_loader_tag', "<script type='text/javascript' src='/theme.js' id='theme-js'></script>\n", 'theme');
}, 9);
?>
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>WordPress</title>
<?php apply_filters('wp_head', ''); ?>
</head>
<body>
<h1>WordPress</h1>
<button type="button" data-sayso-open>Privacy choices</button>
</body>
</html>
