import './suites/restricted';
