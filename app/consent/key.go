package consent

import "strings"

// A Key names one thing that a visitor can grant or refuse: a storage
// category ("analytics"), a purpose ("sale_or_share") or a device permission
// ("perm.location").
type Key string

// The five storage categories. Every cookie, pixel and storage entry belongs
// to exactly one of them.
const (
	Necessary       Key = "necessary"
	Functional      Key = "functional"
	Analytics       Key = "analytics"
	Personalisation Key = "personalisation"
	Advertising     Key = "advertising"
)

// Purposes that share the preference panel with the categories but are not
// about storage on the device.
const (
	SaleOrShare            Key = "sale_or_share"
	ContentUpload          Key = "content_upload"
	ModelOptimisation      Key = "model_optimisation"
	ThirdPartyLogin        Key = "third_party_login"
	ThirdPartyShare        Key = "third_party_share"
	SDKIdentityShare       Key = "sdk_identity_share"
	CrossBorder            Key = "cross_border"
	MarketingMessages      Key = "marketing_messages"
	SecondaryPurposes      Key = "secondary_purposes"
	CrossDeviceLink        Key = "cross_device_link"
	BehaviouralInput       Key = "behavioural_input"
	LongerRetention        Key = "longer_retention"
	FinancialIncentive     Key = "financial_incentive"
	IdentityCheckSensitive Key = "identity_check_sensitive"
)

// Device permissions. Each is off until its own express grant (COM-36).
const (
	PermLocation    Key = "perm.location"
	PermCamera      Key = "perm.camera"
	PermMicrophone  Key = "perm.microphone"
	PermAlbum       Key = "perm.album"
	PermAddressBook Key = "perm.address_book"
	PermFileSystem  Key = "perm.file_system"
	PermAutoUpdate  Key = "perm.auto_update"
)

// Categories lists the storage categories in the order in which they are shown.
var Categories = []Key{Necessary, Functional, Analytics, Personalisation, Advertising}

// Purposes lists the purposes in the order in which they are shown.
var Purposes = []Key{
	SaleOrShare, ContentUpload, ModelOptimisation, ThirdPartyLogin, ThirdPartyShare, SDKIdentityShare, CrossBorder,
	MarketingMessages, SecondaryPurposes, CrossDeviceLink, BehaviouralInput, LongerRetention, FinancialIncentive,
	IdentityCheckSensitive,
}

// Permissions lists the device permissions in the order in which they are shown.
var Permissions = []Key{
	PermLocation, PermCamera, PermMicrophone, PermAlbum, PermAddressBook, PermFileSystem, PermAutoUpdate,
}

// A Kind says what a Key stands for.
type Kind string

// The three kinds of keys.
const (
	KindCategory   Kind = "category"
	KindPurpose    Kind = "purpose"
	KindPermission Kind = "permission"
)

// Kind reports whether k is a category, a permission or, as all the rest, a
// purpose.
func (k Key) Kind() Kind {
	switch k {
	case Necessary, Functional, Analytics, Personalisation, Advertising:
		return KindCategory
	}
	if strings.HasPrefix(string(k), "perm.") {
		return KindPermission
	}
	return KindPurpose
}

// Grants says for each key whether it is granted. A missing key means that
// nothing was said about it, never that it was refused.
type Grants map[Key]bool
