import './suites/activation';
import './suites/program';
import './suites/compile';
import './suites/tasks';
import './suites/remedies';
import './suites/onnx';
import './suites/environment';
import './suites/real';
