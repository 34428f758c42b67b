// Whoever thinks in fleets needs what that is made of: it is one import.
@_exported public import CivilTime
@_exported public import FleetDiagnosis
@_exported public import FleetModel
@_exported public import FleetPolicy
@_exported public import FleetRepair
@_exported public import FleetText
@_exported public import FleetWords
