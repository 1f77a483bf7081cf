<?php
/**
 * Plugin Name: Sayso
 * Description: Puts the consent tag first in the head, and lets scripts wait for it.
 * Version: 1.0
 */

// The site's id and the consent server, as in the script tag.
const SAYSO_TAG = 'https://consent.example/sayso.js?site=shop';

// What each script waits for, by the handle under which it was enqueued.
const SAYSO_GATES = ['shop-stats' => 'analytics', 'shop-ads' => 'advertising'];

add_action('wp_head', function () {
	printf("<script src=\"%s\"></script>\n", esc_url(SAYSO_TAG));
}, 1);

add_filter('script_loader_tag', function ($tag, $handle) {
	if (!isset(SAYSO_GATES[$handle])) {
		return $tag;
	}
	$gate = sprintf('<script type="text/plain" data-sayso="%s" ', esc_attr(SAYSO_GATES[$handle]));
	return preg_replace('/<script (type=("|\')text\/javascript\2 )?/', $gate, $tag);
}, 10, 2);
